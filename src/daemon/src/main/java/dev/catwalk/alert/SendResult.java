package dev.catwalk.alert;

import java.time.Duration;

/** How an attempt to deliver ended. */
public sealed interface SendResult {
    /** The receiver took it. */
    record Accepted() implements SendResult {}

    /**
     * It did not, or nobody knows; to be tried again.
     *
     * @param error our words for it; never what the receiver wrote, which may quote what we sent
     * @param pause the receiver asked to be left alone for this long; zero when it did not
     */
    record Refused(String error, Duration pause) implements SendResult {
        public Refused(String error) {
            this(error, Duration.ZERO);
        }
    }

    /** The receiver wants nothing any more. */
    record Gone(String error) implements SendResult {}
}
