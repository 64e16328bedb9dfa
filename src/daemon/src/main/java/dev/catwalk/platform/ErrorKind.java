package dev.catwalk.platform;

/** What a failed call means for us. Each kind answers two questions: can a retry help, and how far does it reach. */
public enum ErrorKind {
    /** The platform is busy (-1) or answered an HTTP error. */
    TRANSIENT(true, Reach.CALL),
    /** No answer: connection, time-out, reset. */
    TRANSPORT(true, Reach.CALL),
    /** An answer that is not what the call promises. Nothing of it is used. */
    MALFORMED(true, Reach.CALL),
    /** A code not in our table: retried like a blip, kept raw, visible to operators. */
    UNKNOWN(true, Reach.CALL),
    /** The access token that was sent is not valid any more: refresh once, then call again. */
    TOKEN_STALE(false, Reach.CALL),
    /** The platform says that the merchant has not authorized us; to be confirmed before it is believed. */
    AUTHORIZATION_GONE(false, Reach.MERCHANT),
    /** The refresh token is not (or no longer) the valid one. */
    REFRESH_TOKEN_REFUSED(false, Reach.MERCHANT),
    /** A permission set or its second confirmation is missing. */
    NOT_PERMITTED(false, Reach.MERCHANT),
    /** The account's type or state excludes it from this call. */
    NOT_SUPPORTED(false, Reach.MERCHANT),
    /** The day's quota is used up; it returns at midnight, Asia/Shanghai. */
    QUOTA_OF_DAY(false, Reach.MERCHANT),
    /** Too many calls in this minute. */
    QUOTA_OF_MINUTE(false, Reach.MERCHANT),
    /** The authorization code was exchanged before or is too old. */
    CODE_SPENT(false, Reach.CALL),
    /** Our request is wrong: a retry repeats the mistake. */
    REQUEST_WRONG(false, Reach.CALL),
    /** Ticket, secret, whitelist or publication: nothing of this component works until a person repairs it. */
    COMPONENT_STOPPED(false, Reach.COMPONENT),
    /** Another system owns this component's tokens, and gives none that can be used: nothing of the component works. */
    SOURCE_FAILED(false, Reach.COMPONENT),
    /** The platform refuses a merchant's token that another system owns, and the one that came in its place. */
    BORROWED_TOKEN_REFUSED(false, Reach.MERCHANT),
    /** Not asked: the circuit breaker is open after many failures. */
    CIRCUIT_OPEN(false, Reach.CALL);

    private final boolean retryHelps;
    private final Reach reach;

    ErrorKind(boolean retryHelps, Reach reach) {
        this.retryHelps = retryHelps;
        this.reach = reach;
    }

    /** Whether the same call may succeed within seconds. */
    public boolean retryHelps() {
        return retryHelps;
    }

    public Reach reach() {
        return reach;
    }

    /** Whether the failure speaks against the platform as a whole; the circuit breaker counts these. */
    boolean isOutage() {
        return this == TRANSIENT || this == TRANSPORT;
    }
}
