package dev.catwalk.alert.robot;

import java.time.Duration;

/**
 * What a robot's error code means.
 *
 * @param words ours; empty when the meaning is not known
 * @param pause how long it wants no message; zero when it is not about their number
 */
record Complaint(String words, Duration pause) {
    static Complaint of(String words) {
        return new Complaint(words, Duration.ZERO);
    }

    static Complaint unknown() {
        return of("");
    }
}
