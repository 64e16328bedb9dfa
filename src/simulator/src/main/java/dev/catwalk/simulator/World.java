package dev.catwalk.simulator;

import dev.catwalk.simulator.call.AccessTokenText;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What every component of one simulation shares.
 *
 * @param openedAt when the simulation first began, restarts from its state file not counted
 */
public record World(
        long seed,
        InstantSource clock,
        Instant openedAt,
        HttpClient pushClient,
        Duration pushTimeout,
        AccessTokenText accessTokens) {
    public Instant now() {
        return clock.instant();
    }
}
