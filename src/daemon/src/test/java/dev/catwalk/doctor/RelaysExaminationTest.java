package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.Components;
import dev.catwalk.relay.MissedMessages;
import dev.catwalk.relay.RelayDesk;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers.Answer;
import dev.catwalk.testing.RelaySink;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class RelaysExaminationTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;

    @Inject
    Worker worker;

    @Inject
    RelaySink sink;

    @Inject
    RelayDesk desk;

    @Inject
    Components components;

    @Inject
    MissedMessages missed;

    @Inject
    RelaysExamination examination;

    @Inject
    RelaysExamination.Reach reach;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        sink.reset();
    }

    @Test
    void eachRelayIsReachedAndAcceptsATestPush() throws Exception {
        // when
        List<Finding> findings = examination.sending().findings();

        // then
        assertThat(findings)
                .extracting(Finding::seen)
                .containsExactly(
                        "events: configured, reached directly; 0 pushes wait",
                        "messages: configured, reached directly; 0 pushes wait",
                        "plain: configured, reached directly; 0 pushes wait",
                        "events: accepted the test push",
                        "messages: accepted the test push",
                        "plain: accepted the test push");
        assertThat(sink.received("/")).hasSize(3);
    }

    @Test
    void relayThatRefusesFails() throws Exception {
        // given
        sink.answer(Answer.of(500, ""));

        // then
        assertThat(examination.sending().findings().stream().filter(Finding::isFailure))
                .extracting(Finding::seen)
                .contains("plain: did not accept the test push: status 500");
    }

    @Test
    void customersMessagesWithoutARelayAreReportedForADay() {
        // given
        RelaysExamination without = new RelaysExamination(desk.none(), components, missed, reach, CLOCK);
        CLOCK.advance(Duration.ofMinutes(2));
        assertThat(without.findings()).isEmpty();

        // when
        desk.handOnWithoutRelay(Worker.COMPONENT);
        Awaitility.await().until(() -> !without.findings().isEmpty());

        // then
        assertThat(without.findings()).singleElement().satisfies(finding -> assertThat(finding.seen())
                .startsWith("customers' messages arrive for " + Worker.COMPONENT + " and no relay takes them"));
        CLOCK.advance(Duration.ofHours(25));
        assertThat(without.findings()).isEmpty();
    }

    @Test
    void customersMessagesAreNotedAgainWhenTheDatabasesClockWasSetBack() {
        // given
        CLOCK.advance(Duration.ofMinutes(2));
        desk.handOnWithoutRelay(Worker.COMPONENT);
        awaitNoteOf(CLOCK.instant());

        // when
        CLOCK.advance(Duration.ofHours(-1));
        desk.handOnWithoutRelay(Worker.COMPONENT);

        // then
        awaitNoteOf(CLOCK.instant());
        CLOCK.advance(Duration.ofHours(1));
    }

    private void awaitNoteOf(Instant at) {
        Awaitility.await().until(() -> missed.last(Worker.COMPONENT, Instant.EPOCH), Optional.of(at)::equals);
    }
}
