package dev.catwalk.alert;

import dev.catwalk.platform.PlatformError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of one language, from {@code alert/words_<language>.properties}. Each file is read by its name: the usual search
 * would fall back to the language of the machine.
 */
final class Words {
    private static final Words ZH = new Words(Locale.SIMPLIFIED_CHINESE);
    private static final Words EN = new Words(Locale.ENGLISH);

    /** The details that our words for a refusal may end with. */
    private static final Pattern SEEN_ADDRESS = Pattern.compile("the platform saw ([0-9a-fA-F.:]+)");

    private static final Pattern TOKEN_SOURCE = Pattern.compile("the token source (https?://[^\\s,]+)");

    private static final Pattern HTTP_STATUS = Pattern.compile("HTTP status (\\d+)");

    private final Locale locale;
    private final ResourceBundle texts;

    private Words(Locale locale) {
        this.locale = locale;
        this.texts = read("/alert/words_" + locale.getLanguage() + ".properties");
    }

    static Words in(AlertConfig.Language language) {
        return switch (language) {
            case ZH -> ZH;
            case EN -> EN;
        };
    }

    /** The text of this key; the key itself when it has none, since half a message is better than none. */
    String text(String key) {
        return texts.containsKey(key) ? texts.getString(key) : key;
    }

    /** The text with its gaps filled. */
    String filled(String key, Object... values) {
        return new MessageFormat(text(key), locale).format(values);
    }

    /** A reason: a {@link Phrase}, an error of the platform, a span of time, or a text that stays as it is. */
    String say(Object reason) {
        return switch (reason) {
            case Phrase(String key, var values) ->
                filled("reason." + key, values.stream().map(this::say).toArray());
            case PlatformError why -> complaint(why);
            case Duration span
            when span.toHours() > 0 ->
                filled("span.hours", Long.toString(span.toHours()), Integer.toString(span.toMinutesPart()));
            case Duration span -> filled("span.minutes", Long.toString(span.toMinutes()));
            default -> reason.toString();
        };
    }

    /**
     * Our words for a refusal are English and appear in the log. Another language has its own for the error code, or else for
     * its kind: one that came later is said less precisely, but never in English.
     */
    private String complaint(PlatformError why) {
        String kind = "kind." + why.kind().name().toLowerCase(Locale.ROOT);
        if (!texts.containsKey(kind)) {
            return why.reason();
        }
        String words = text(special("errcode", String.valueOf(why.errcode()), kind));
        Matcher address = SEEN_ADDRESS.matcher(why.reason());
        if (address.find()) {
            return filled("complaint.address", words, address.group(1));
        }
        Matcher source = TOKEN_SOURCE.matcher(why.reason());
        if (source.find()) {
            return filled("complaint.source", words, source.group(1));
        }
        Matcher status = HTTP_STATUS.matcher(why.reason());
        return status.find() ? filled("complaint.status", words, status.group(1)) : words;
    }

    /** The key {@code key.detail} if there is a text for it, else another. */
    String special(String key, String detail, String otherwise) {
        String special = key + "." + detail;
        return texts.containsKey(special) ? special : otherwise;
    }

    /** What to do about alerts of a type; where to look, if this version does not know the type. */
    String advice(String type) {
        return text(special("advice", type, "advice"));
    }

    private static ResourceBundle read(String name) {
        try (InputStream file = Words.class.getResourceAsStream(name)) {
            return new PropertyResourceBundle(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
