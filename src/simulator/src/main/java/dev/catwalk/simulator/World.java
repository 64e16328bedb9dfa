package dev.catwalk.simulator;

import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What every component of one simulation shares.
 *
 * @param openedAt when the simulation first began, restarts from its state file not counted
 */
record World(
        long seed,
        InstantSource clock,
        Instant openedAt,
        HttpClient pushClient,
        Duration pushTimeout,
        AccessTokenText accessTokens) {
    Instant now() {
        return clock.instant();
    }
}
