package dev.catwalk.lab.bench.walk;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.catwalk.lab.bench.BenchPlatform;
import dev.catwalk.lab.bench.walk.Walker.Walked;
import java.util.Locale;

/** What a walk finds. */
public enum WalkKind {
    /** Nothing is stored yet: the list, every merchant's facts, a first token for each, its categories. */
    FIRST,
    /** Live tokens, and the categories as they were. */
    UNCHANGED,
    /** As before, but every merchant's token is due. */
    REFRESH,
    /** Live tokens, and one category of every merchant has another status. */
    CHANGED;

    /** Makes it so. */
    void prepare(Walker walker, BenchPlatform platform) throws Exception {
        switch (this) {
            case FIRST, UNCHANGED -> {}
            case REFRESH -> walker.expireTokens();
            case CHANGED -> platform.advanceReviews();
        }
    }

    Walked walk(Walker walker) throws Exception {
        Walked walked = this == FIRST ? walker.first() : walker.walk();
        int expected = this == FIRST || this == CHANGED ? walked.merchants() : 0;
        if (walked.changed() != expected) {
            throw new IllegalStateException("%s recorded %d changed merchants in a walk that is %s, of %d"
                    .formatted(walker.name(), walked.changed(), this, walked.merchants()));
        }
        return walked;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
