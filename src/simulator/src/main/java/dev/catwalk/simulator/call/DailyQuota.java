package dev.catwalk.simulator.call;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** How many calls of one kind a day may bring. Thread-safe. */
public final class DailyQuota {
    /** As the real quota call has reported it for api_component_token (protocol page §7). */
    public static final int LIMIT = 10_000;

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private LocalDate day = LocalDate.MIN;
    private int used;

    /** False when the day's calls are used up. */
    public synchronized boolean take(Instant now) {
        turn(now);
        if (used >= LIMIT) {
            return false;
        }
        used++;
        return true;
    }

    synchronized int used(Instant now) {
        turn(now);
        return used;
    }

    synchronized void clear() {
        used = 0;
    }

    private void turn(Instant now) {
        LocalDate today = day(now);
        if (!today.equals(day)) {
            day = today;
            used = 0;
        }
    }

    /** When the platform's day ends: daily quotas are taken to begin again at midnight in Shanghai (protocol page §7). */
    public static Instant end(Instant instant) {
        return day(instant).plusDays(1).atStartOfDay(ZONE).toInstant();
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE);
    }
}
