package dev.catwalk.alert;

import java.util.List;

/**
 * A reason in our words, put into the reader's language when its alert is written.
 *
 * @param key of the words, without {@code reason.}
 * @param values fill the gaps: phrases, {@link dev.catwalk.platform.PlatformError}s, durations, or anything that is written as
 *     it is
 */
public record Phrase(String key, List<Object> values) {
    public static Phrase of(String key, Object... values) {
        return new Phrase(key, List.of(values));
    }

    /** In English, for the log. */
    @Override
    public String toString() {
        return Words.in(AlertConfig.Language.EN).say(this);
    }
}
