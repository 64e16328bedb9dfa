package dev.catwalk.delivery;

import java.time.Duration;

/** How an attempt to deliver ended. */
public sealed interface SendResult {
    /** The receiver took it. */
    record Accepted() implements SendResult {}

    /**
     * It did not, or that is unknown; to be tried again.
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

    /** How a program's answer counts: 2xx is success, 410 the wish to be left alone, anything else a failure, redirects included. */
    static SendResult of(DeliveryHttp.Answer answer) {
        if (answer.status() / 100 == 2) {
            return new Accepted();
        }
        return answer.status() == 410
                ? new Gone("status 410")
                : new Refused("status " + answer.status(), pause(answer.retryAfter()));
    }

    /** Retry-After in seconds, a day at most; its other form, a date, is rare and the schedule will do. */
    private static Duration pause(String retryAfter) {
        if (retryAfter == null || !retryAfter.matches("\\d{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        return asked.compareTo(Duration.ofDays(1)) < 0 ? asked : Duration.ofDays(1);
    }
}
