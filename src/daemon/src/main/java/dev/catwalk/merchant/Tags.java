package dev.catwalk.merchant;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the provider says of a merchant, such as who looks after it: up to ten keys, each with a value.
 *
 * @param values by key; sorted
 */
public record Tags(Map<String, String> values) {
    public static final Tags NONE = new Tags(Map.of());

    public static final int MOST = 10;
    /** Neither control characters nor halves of a character, which PostgreSQL stores in no text. */
    private static final Pattern KEY = Pattern.compile("[^=\\p{Cc}\\p{Cs}]{1,64}");

    private static final Pattern VALUE = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,256}");

    /** @throws IllegalArgumentException when there are too many, or one has a wrong form; the message names it */
    public Tags {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        if (values.size() > MOST) {
            throw new IllegalArgumentException(
                    "a merchant has up to " + MOST + " tags, and these would be " + values.size());
        }
        values.forEach((key, value) -> {
            requireKey(key);
            if (!VALUE.matcher(value).matches() || !value.equals(value.strip())) {
                throw new IllegalArgumentException("the value of tag '" + key
                        + "' has to be 1 to 256 characters of one line, without spaces around them");
            }
        });
    }

    /** @throws IllegalArgumentException when it can be no tag's key; the message says why */
    public static void requireKey(String key) {
        if (!KEY.matcher(key).matches() || !key.equals(key.strip())) {
            throw new IllegalArgumentException("the key of tag '" + shortened(key)
                    + "' has to be 1 to 64 characters of one line, without = and without spaces around them");
        }
    }

    /**
     * Reads {@code key=value}.
     *
     * @throws IllegalArgumentException as the constructor, or when a key comes twice
     */
    public static Tags parse(Collection<String> texts) {
        Map<String, String> values = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("'" + shortened(text) + "' is no tag: write key=value");
            }
            if (values.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("tag '" + shortened(text.substring(0, equals)) + "' is there twice");
            }
        }
        return new Tags(values);
    }

    /** @throws IllegalArgumentException when these would be too many */
    Tags with(Tags set, Set<String> removed) {
        Map<String, String> changed = new TreeMap<>(values);
        changed.keySet().removeAll(removed);
        changed.putAll(set.values());
        return new Tags(changed);
    }

    /** Whether each of these is one of ours, with the same value. */
    public boolean containsAll(Tags others) {
        return values.entrySet().containsAll(others.values().entrySet());
    }

    /** The wrong text, in an error of one line. */
    private static String shortened(String text) {
        return text.codePoints()
                .limit(80)
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
