package dev.catwalk.token;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The right to be the only one who refreshes a token, or each of several that were leased together.
 *
 * @param id tells it from everybody else's, also when it has run out and somebody else has taken it since
 * @param until when it ends unless it is renewed, see {@link KeptLease}
 */
record Lease(UUID id, Instant until) {
    static Lease from(Instant now, Duration length) {
        return new Lease(UUID.randomUUID(), now.plus(length));
    }
}
