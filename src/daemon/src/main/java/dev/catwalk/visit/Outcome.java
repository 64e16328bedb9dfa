package dev.catwalk.visit;

import java.util.Locale;

/** The outcomes of the contract, in its order. */
public enum Outcome {
    CHANGED,
    UNCHANGED,
    NOT_PERMITTED,
    NOT_SUPPORTED,
    REVOKED,
    TOKEN_LOST,
    THROTTLED,
    DEFERRED,
    FAILED;

    /** As in SQL, metrics, logs and on the command line. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is none of this code */
    static Outcome of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Whether the categories were read. */
    boolean isSuccess() {
        return this == CHANGED || this == UNCHANGED;
    }
}
