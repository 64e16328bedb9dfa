package dev.catwalk.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The platform's day: daily quotas are taken to begin again at midnight in Shanghai (protocol page §7). */
final class ShanghaiDay {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private ShanghaiDay() {}

    static LocalDate of(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE);
    }

    static Instant end(Instant instant) {
        return of(instant).plusDays(1).atStartOfDay(ZONE).toInstant();
    }
}
