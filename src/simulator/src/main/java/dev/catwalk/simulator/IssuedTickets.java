package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.Dice;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The component verify tickets issued so far. A ticket is pushed again and again for an hour, then replaced; each works for 12
 * hours after it was last pushed (protocol page §1.7).
 */
public final class IssuedTickets {
    static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration RENEWAL = Duration.ofHours(1);
    /** A day's worth, so that an expired ticket can still be distinguished from an invented one. */
    private static final int REMEMBERED = 48;

    private final long key;
    private final Map<String, Instant> lastPushedAt = new LinkedHashMap<>();
    private int issued;
    private String current;
    private Instant currentSince = Instant.MIN;

    IssuedTickets(long key) {
        this.key = key;
    }

    /** The ticket to push now. */
    synchronized String push(Instant now) {
        if (current == null || !now.isBefore(currentSince.plus(RENEWAL))) {
            renew(now);
        }
        lastPushedAt.put(current, now);
        return current;
    }

    /** The next push carries a ticket that was never seen. */
    synchronized void renew(Instant now) {
        current = "ticket@@@" + new Dice(key, ++issued, now.toEpochMilli()).base64Url(64);
        currentSince = now;
        lastPushedAt.put(current, now);
        if (lastPushedAt.size() > REMEMBERED) {
            lastPushedAt.remove(lastPushedAt.keySet().iterator().next());
        }
    }

    /** 0 good, 61006 never issued, 61005 too old. */
    public synchronized int refusal(String ticket, Instant now) {
        Instant pushedAt = lastPushedAt.get(ticket);
        if (pushedAt == null) {
            return 61006;
        }
        return now.isBefore(pushedAt.plus(LIFETIME)) ? 0 : 61005;
    }

    synchronized Map<String, Instant> saved() {
        return new LinkedHashMap<>(lastPushedAt);
    }

    /** Old tickets work on; the next push brings a new one. */
    synchronized void restore(Map<String, Instant> saved) {
        lastPushedAt.putAll(saved);
    }
}
