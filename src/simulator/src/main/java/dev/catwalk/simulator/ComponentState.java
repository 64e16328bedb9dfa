package dev.catwalk.simulator;

import java.time.Instant;

/** The switches, the secret and the access tokens of one component. Thread-safe. */
final class ComponentState {
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

    synchronized String secret() {
        return secret;
    }

    synchronized void resetSecret(String newSecret) {
        secret = newSecret;
    }

    boolean ipAllowed() {
        return ipAllowed;
    }

    void ipAllowed(boolean allowed) {
        ipAllowed = allowed;
    }

    boolean published() {
        return published;
    }

    void published(boolean isPublished) {
        published = isPublished;
    }

    boolean ticketsPushed() {
        return ticketsPushed;
    }

    void ticketsPushed(boolean pushed) {
        ticketsPushed = pushed;
    }

    DailyQuota tokenQuota() {
        return tokenQuota;
    }

    /** Ten a month in the real world; the simulation has no months (protocol page §3.3). */
    synchronized boolean takeQuotaClearing() {
        return ++quotasCleared <= 10;
    }

    synchronized int issueAccessToken(Instant now) {
        return accessTokens.issue(now);
    }

    synchronized int accessTokenRefusal(int generation, Instant now) {
        return accessTokens.refusal(generation, now);
    }

    synchronized void invalidateAccessTokens() {
        accessTokens.invalidate();
    }

    synchronized IssuedTokens.Saved savedTokens() {
        return accessTokens.saved();
    }

    synchronized void restore(String savedSecret, IssuedTokens.Saved saved) {
        secret = savedSecret;
        accessTokens = IssuedTokens.restored(saved);
    }
}
