package dev.catwalk.reporting;

import java.time.Duration;
import java.util.Set;

/**
 * Something people ask the views.
 *
 * @param limit for the answer, at a million merchants and with warm caches
 * @param indexes the answer stands on; none if it goes through everything on purpose
 */
public record Question(String name, String sql, Duration limit, Set<String> indexes) {

    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration OVER_EVERYBODY = Duration.ofSeconds(3);

    static Question atOnce(String name, String sql, String... indexes) {
        return new Question(name, sql, AT_ONCE, Set.of(indexes));
    }

    static Question overEverybody(String name, String sql, String... indexes) {
        return new Question(name, sql, OVER_EVERYBODY, Set.of(indexes));
    }

    /** Whether the answer needs every merchant, so that no index can help to find them. */
    boolean isOverEverybody() {
        return limit.equals(OVER_EVERYBODY);
    }

    @Override
    public String toString() {
        return name;
    }
}
