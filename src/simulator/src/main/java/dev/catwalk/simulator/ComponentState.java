package dev.catwalk.simulator;

import dev.catwalk.simulator.call.DailyQuota;
import java.time.Instant;

/** The switches, the secret and the access tokens of one component. Thread-safe. */
public final class ComponentState {
    private IssuedTokens accessTokens = new IssuedTokens();
    private final DailyQuota tokenQuota = new DailyQuota();
    private String secret;
    private volatile boolean ipAllowed = true;
    private volatile boolean published = true;
    private volatile boolean ticketsPushed = true;
    private int quotasCleared;

    ComponentState(String secret) {
        this.secret = secret;
    }

    public synchronized String secret() {
        return secret;
    }

    synchronized void resetSecret(String newSecret) {
        secret = newSecret;
    }

    public boolean ipAllowed() {
        return ipAllowed;
    }

    public void ipAllowed(boolean allowed) {
        ipAllowed = allowed;
    }

    public boolean published() {
        return published;
    }

    public void published(boolean isPublished) {
        published = isPublished;
    }

    public boolean ticketsPushed() {
        return ticketsPushed;
    }

    public void ticketsPushed(boolean pushed) {
        ticketsPushed = pushed;
    }

    public DailyQuota tokenQuota() {
        return tokenQuota;
    }

    /** Ten a month in the real world; the simulation has no months (protocol page §3.3). */
    public synchronized boolean takeQuotaClearing() {
        return ++quotasCleared <= 10;
    }

    synchronized int issueAccessToken(Instant now) {
        return accessTokens.issue(now);
    }

    public synchronized int accessTokenRefusal(int generation, Instant now) {
        return accessTokens.refusal(generation, now);
    }

    synchronized void invalidateAccessTokens() {
        accessTokens.invalidate();
    }

    synchronized void endTokenOverlap() {
        accessTokens.endOverlap();
    }

    synchronized IssuedTokens.Saved savedTokens() {
        return accessTokens.saved();
    }

    synchronized void restore(String savedSecret, IssuedTokens.Saved saved) {
        secret = savedSecret;
        accessTokens = IssuedTokens.restored(saved);
    }
}
