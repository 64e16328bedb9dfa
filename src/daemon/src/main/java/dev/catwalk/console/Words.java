package dev.catwalk.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** The words of the pages in one language, from {@code console/words_<language>.properties}; {@code w} in the templates. */
public final class Words {
    private static final Words EN = new Words(Locale.ENGLISH);
    private static final Words ZH = new Words(Locale.SIMPLIFIED_CHINESE);

    private final Locale locale;
    private final Map<String, String> texts;

    private Words(Locale locale) {
        this.locale = locale;
        this.texts = read("/console/words_" + locale.getLanguage() + ".properties");
    }

    static Optional<Words> of(String language) {
        return switch (language) {
            case "en" -> Optional.of(EN);
            case "zh" -> Optional.of(ZH);
            default -> Optional.empty();
        };
    }

    /** @param acceptLanguage of a browser; English when it asks for nothing we have */
    static Words accepted(String acceptLanguage) {
        try {
            List<LanguageRange> ranges = acceptLanguage == null ? List.of() : LanguageRange.parse(acceptLanguage);
            Locale found = Locale.lookup(ranges, List.of(Locale.ENGLISH, Locale.CHINESE));
            return Locale.CHINESE.equals(found) ? ZH : EN;
        } catch (IllegalArgumentException e) {
            return EN;
        }
    }

    Map<String, String> texts() {
        return texts;
    }

    public String language() {
        return locale.getLanguage();
    }

    Locale locale() {
        return locale;
    }

    /** @throws IllegalArgumentException when there is no such text: a mistake in a template */
    public String t(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("console/words has no " + key);
        }
        return text;
    }

    /** The text with its gaps filled. */
    public String t(String key, Object value) {
        return new MessageFormat(t(key), locale).format(new Object[] {value});
    }

    public String t(String key, Object first, Object second) {
        return new MessageFormat(t(key), locale).format(new Object[] {first, second});
    }

    public String t(String key, Object first, Object second, Object third) {
        return new MessageFormat(t(key), locale).format(new Object[] {first, second, third});
    }

    /** Our word for one of a kind, such as an outcome; what came later than this version stays as it is. */
    public String of(String kind, Object word) {
        return word == null ? "" : texts.getOrDefault(kind + "." + word, word.toString());
    }

    private static Map<String, String> read(String name) {
        try (InputStream file = Words.class.getResourceAsStream(name)) {
            Properties properties = new Properties();
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            Map<String, String> texts = new TreeMap<>();
            properties.forEach((key, text) -> texts.put((String) key, (String) text));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
