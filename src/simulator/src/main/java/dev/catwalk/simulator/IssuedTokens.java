package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.Dice;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The access tokens issued to one holder, known by their generation. The newest lives {@link #LIFETIME}; an older one lives on
 * for {@link #OVERLAP} after its successor was issued (protocol page §0 and §4). Not thread-safe: the holder guards it.
 */
public final class IssuedTokens {
    public static final Duration LIFETIME = Duration.ofSeconds(7200);
    public static final Duration OVERLAP = Duration.ofSeconds(300);

    private int generation;
    /** Issue times, epoch milliseconds, of the last generations that may still be alive; the newest last. */
    private long[] issuedAt = {};

    /** Issues the next token and returns its generation. */
    public int issue(Instant now) {
        int firstKept = 0;
        while (firstKept + 1 < issuedAt.length && overlapEnded(issuedAt[firstKept + 1], now)) {
            firstKept++;
        }
        int kept = issuedAt.length - firstKept;
        issuedAt = Arrays.copyOf(Arrays.copyOfRange(issuedAt, firstKept, issuedAt.length), kept + 1);
        issuedAt[kept] = now.toEpochMilli();
        return ++generation;
    }

    /** The error code for a call with this generation's token: 0 alive, 40001 not the latest, 42001 expired. */
    public int refusal(int asked, Instant now) {
        int position = asked - generation + issuedAt.length - 1;
        if (position < 0 || position >= issuedAt.length) {
            return 40001;
        }
        boolean newest = position == issuedAt.length - 1;
        if (!newest && overlapEnded(issuedAt[position + 1], now)) {
            return 40001;
        }
        return now.toEpochMilli() - issuedAt[position] >= LIFETIME.toMillis() ? 42001 : 0;
    }

    /** Every token issued so far dies at once: a withdrawn authorization, or a second system that went on refreshing. */
    public void invalidate() {
        issuedAt = new long[0];
    }

    /** The overlap is over: every token but the newest is dead. */
    public void endOverlap() {
        issuedAt = Arrays.copyOfRange(issuedAt, Math.max(0, issuedAt.length - 1), issuedAt.length);
    }

    public Saved saved() {
        return new Saved(generation, issuedAt.clone());
    }

    public static IssuedTokens restored(Saved saved) {
        IssuedTokens tokens = new IssuedTokens();
        tokens.generation = saved.generation();
        tokens.issuedAt = saved.issuedAt().clone();
        return tokens;
    }

    private static boolean overlapEnded(long successorIssuedAt, Instant now) {
        return now.toEpochMilli() - successorIssuedAt >= OVERLAP.toMillis();
    }

    /** What the state file keeps. */
    record Saved(int generation, long[] issuedAt) {}

    /** Follows from the merchant and how often its token changed (protocol page §3.6). */
    static String refreshToken(long seed, long component, long merchant, int generation) {
        return "refreshtoken@@@" + new Dice(seed, component, merchant, generation).base64Url(32);
    }
}
