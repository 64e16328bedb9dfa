package dev.catwalk.platform;

/** What a failed call means for us. Each kind answers two questions: can a retry help, and does it stop the component. */
public enum ErrorKind {
    /** The platform is busy (-1) or answered an HTTP error. */
    TRANSIENT(true, false),
    /** No answer: connection, time-out, reset. */
    TRANSPORT(true, false),
    /** An answer that is not what the call promises. Nothing of it is used. */
    MALFORMED(true, false),
    /** A code not in our table: retried like a blip, kept raw, visible to operators. */
    UNKNOWN(true, false),
    /** The access token that was sent is not valid any more: refresh once, then call again. */
    TOKEN_STALE(false, false),
    /** The platform says that the merchant has not authorized us; to be confirmed before it is believed. */
    AUTHORIZATION_GONE(false, false),
    /** The refresh token is not (or no longer) the valid one. */
    REFRESH_TOKEN_REFUSED(false, false),
    /** A permission set or its second confirmation is missing. */
    NOT_PERMITTED(false, false),
    /** The account's type or state excludes it from this call. */
    NOT_SUPPORTED(false, false),
    /** The day's quota is used up; it returns at midnight, Asia/Shanghai. */
    QUOTA_OF_DAY(false, false),
    /** Too many calls in this minute. */
    QUOTA_OF_MINUTE(false, false),
    /** The authorization code was exchanged before or is too old. */
    CODE_SPENT(false, false),
    /** Our request is wrong: a retry repeats the mistake. */
    REQUEST_WRONG(false, false),
    /** Ticket, secret, whitelist or publication: nothing of this component works until a person repairs it. */
    COMPONENT_STOPPED(false, true),
    /** Another system owns this component's tokens, and gives none that can be used: nothing of the component works. */
    SOURCE_FAILED(false, true),
    /** The platform refuses a merchant's token that another system owns, and the one that came in its place. */
    BORROWED_TOKEN_REFUSED(false, false),
    /** Not asked: the circuit breaker is open after many failures, or this process is asked to end. */
    CIRCUIT_OPEN(false, false);

    private final boolean retryHelps;
    private final boolean stopsComponent;

    ErrorKind(boolean retryHelps, boolean stopsComponent) {
        this.retryHelps = retryHelps;
        this.stopsComponent = stopsComponent;
    }

    /** Whether the same call may succeed within seconds. */
    public boolean retryHelps() {
        return retryHelps;
    }

    /** Whether no other call of the component can succeed now either: to continue a walk would only repeat the error. */
    public boolean stopsComponent() {
        return stopsComponent;
    }

    /** Whether the failure speaks against the platform as a whole; the circuit breaker counts these. */
    boolean isOutage() {
        return this == TRANSIENT || this == TRANSPORT;
    }
}
