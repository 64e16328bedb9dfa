package dev.catwalk.simulator;

import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What every component of one simulation shares. */
record World(
        long seed, InstantSource clock, HttpClient pushClient, Duration pushTimeout, AccessTokenText accessTokens) {
    Instant now() {
        return clock.instant();
    }
}
