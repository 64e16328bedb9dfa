package dev.catwalk.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another process can know of the requests this one refused. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PushRefusalsTest {
    @Inject
    Worker worker;

    @Inject
    Jdbi jdbi;

    private final SettableClock clock = SettableClock.INSTANCE;
    private PushRefusals refusals;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        refusals = new PushRefusals(jdbi, clock);
    }

    @Test
    void ofThousandsTheFirstIsWrittenAtOnceAndTheOthersWithTheFirstOfTheNextMinute() {
        // given
        Instant first = clock.instant();
        for (int i = 0; i < 1_000; i++) {
            refusals.refused(Worker.COMPONENT, Refusal.SIGNATURE);
        }
        await().untilAsserted(() -> assertThat(refusals.of(Worker.COMPONENT))
                .containsExactly(new PushRefusals.Refused(Refusal.SIGNATURE, first, 1)));

        // when
        clock.advance(Duration.ofMinutes(1));
        Instant second = clock.instant();
        refuseUntilWritten(Refusal.SIGNATURE, second);

        // then
        assertThat(refusals.of(Worker.COMPONENT)).singleElement().satisfies(refused -> {
            assertThat(refused.lastAt()).isEqualTo(second);
            assertThat(refused.count()).isGreaterThanOrEqualTo(1_001);
        });
    }

    @Test
    void eachReasonIsKeptForItselfTheNewestFirst() {
        // given
        refuseUntilWritten(Refusal.BODY, clock.instant());
        clock.advance(Duration.ofSeconds(1));

        // when
        refuseUntilWritten(Refusal.UNDECRYPTABLE, clock.instant());

        // then
        assertThat(refusals.of(Worker.COMPONENT))
                .extracting(PushRefusals.Refused::reason)
                .isEqualTo(List.of(Refusal.UNDECRYPTABLE, Refusal.BODY));
    }

    @Test
    void aRefusalIsWrittenThoughTheDatabasesClockWasSetBack() {
        // given
        refuseUntilWritten(Refusal.SIGNATURE, clock.instant());

        // when
        clock.advance(Duration.ofHours(-1));

        // then
        try {
            await().until(() -> {
                refusals.refused(Worker.COMPONENT, Refusal.SIGNATURE);
                return refusals.of(Worker.COMPONENT).getFirst().count() > 1;
            });
        } finally {
            clock.advance(Duration.ofHours(1));
        }
    }

    @Test
    void whatCannotBeWrittenMattersToNobody() {
        // when
        assertThatCode(() -> refusals.refused(new ComponentAppId("wx0000000000000000"), Refusal.SIGNATURE))
                .doesNotThrowAnyException();

        // then
        assertThat(refusals.of(new ComponentAppId("wx0000000000000000"))).isEmpty();
    }

    /** The write before may still be under way, and then this one is left to the next. */
    private void refuseUntilWritten(Refusal reason, Instant at) {
        await().until(() -> {
            refusals.refused(Worker.COMPONENT, reason);
            return refusals.of(Worker.COMPONENT).stream()
                    .anyMatch(refused ->
                            refused.reason() == reason && refused.lastAt().equals(at));
        });
    }
}
