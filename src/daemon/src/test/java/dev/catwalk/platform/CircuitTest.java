package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.platform.Circuit.Next;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** An outage of less than a minute is waited for; one that lasts is not. */
class CircuitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Circuit circuit = new Circuit(Duration.ofMinutes(1), nanos::get);

    @Test
    void theNextCallIsMadeWhenTheBreakerLetsSomeThroughAgain() {
        // when
        circuit.changed(CircuitBreakerState.OPEN);
        Next atOnce = circuit.next();
        pass(4);
        Next early = circuit.next();
        pass(1);

        // then
        assertThat(atOnce).isEqualTo(Next.WAIT);
        assertThat(early).isEqualTo(Next.WAIT);
        assertThat(circuit.next()).isEqualTo(Next.ASK);
    }

    @Test
    void theBreakerTriesAgainBeforeAShortPatienceEnds() {
        // when
        Circuit hasty = new Circuit(Duration.ofSeconds(1), nanos::get);

        // then
        assertThat(hasty.pause()).isEqualTo(Duration.ofMillis(500));
        assertThat(circuit.pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aMinuteOfOneOutageIsWaitedForHoweverOftenTheBreakerTries() {
        // given
        circuit.changed(CircuitBreakerState.OPEN);
        for (int i = 0; i < 11; i++) {
            pass(5);
            circuit.changed(CircuitBreakerState.HALF_OPEN);
            circuit.changed(CircuitBreakerState.OPEN);
        }

        // when
        Next before = circuit.next();
        pass(5);

        // then
        assertThat(before).isEqualTo(Next.WAIT);
        assertThat(circuit.next()).isEqualTo(Next.GIVE_UP);
    }

    @Test
    void theNextOutageIsWaitedForAgain() {
        // given
        circuit.changed(CircuitBreakerState.OPEN);
        pass(300);
        circuit.changed(CircuitBreakerState.HALF_OPEN);
        circuit.changed(CircuitBreakerState.CLOSED);

        // when
        Next closed = circuit.next();
        circuit.changed(CircuitBreakerState.OPEN);

        // then
        assertThat(closed).isEqualTo(Next.ASK);
        assertThat(circuit.next()).isEqualTo(Next.WAIT);
    }

    @Test
    void aProcessThatIsAskedToEndWaitsForNothing() {
        // given
        circuit.changed(CircuitBreakerState.OPEN);

        // when
        circuit.onShutdown(null);

        // then
        assertThat(circuit.awaitNextAttempt()).isFalse();
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
