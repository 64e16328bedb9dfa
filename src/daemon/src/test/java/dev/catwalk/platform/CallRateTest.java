package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallRateTest {
    private final CallRate rate = new CallRate();

    @Test
    void aProcessThatEndsWaitsForNoTurn() {
        // given
        rate.limitTo(0.001);
        boolean first = rate.awaitTurn();
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(rate::awaitTurn);

        // when
        rate.onShutdown(null);

        // then
        assertThat(first).isTrue();
        assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }
}
