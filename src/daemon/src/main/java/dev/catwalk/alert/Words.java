package dev.catwalk.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * The words of one language, from {@code alert/words_<language>.properties}. Each file is read by its name: the usual search
 * would fall back to the language of the machine.
 */
final class Words {
    private static final Words ZH = new Words(Locale.SIMPLIFIED_CHINESE);
    private static final Words EN = new Words(Locale.ENGLISH);

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

    /** The text as it stands there; the key itself when there is none, since half a message is better than none. */
    String text(String key) {
        return texts.containsKey(key) ? texts.getString(key) : key;
    }

    /** The text with its gaps filled. */
    String filled(String key, Object... values) {
        return new MessageFormat(text(key), locale).format(values);
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
