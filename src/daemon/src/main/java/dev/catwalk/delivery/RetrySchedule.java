package dev.catwalk.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a delivery that was not accepted is tried again: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and
 * 24 h after the failure before, each up to 20 % sooner or later. After the tenth failure, more than three days on, it is
 * dead. The schedule of the Standard Webhooks specification (section "Retry schedule", read 2026-11).
 */
final class RetrySchedule {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    private static final double JITTER = 0.2;

    private RetrySchedule() {}

    /** Failures after which no attempt follows. */
    static int mostFailures() {
        return PAUSES.size() + 1;
    }

    /** The pauses after the first failure, the second and so on, with one jitter for all: what failed together stays so. */
    static List<Duration> pauses(RandomGenerator random) {
        double factor = random.nextDouble(1 - JITTER, 1 + JITTER);
        return PAUSES.stream()
                .map(pause -> Duration.ofMillis(Math.round(pause.toMillis() * factor)))
                .toList();
    }
}
