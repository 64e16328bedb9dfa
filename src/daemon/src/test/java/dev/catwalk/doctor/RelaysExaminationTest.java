package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.Components;
import dev.catwalk.relay.MissedMessages;
import dev.catwalk.relay.Relay;
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
import java.util.Map;
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
    void plainFormThatEveryoneOnTheWayCanReadIsReported() {
        // given
        Map<String, String> plain = Map.of("url", "http://10.1.2.3/", "form", "plain");
        Relay readable = RelayDesk.relay("readable", plain);
        Relay encrypted = RelayDesk.relay("encrypted", Map.of("url", "http://10.1.2.3/"));

        // then
        assertThat(reach.finding("relays", readable)).satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
            assertThat(finding.seen()).endsWith("crosses the network in clear");
        });
        assertThat(reach.finding("relays", encrypted).status()).isEqualTo(Finding.Status.OK);
    }

    @Test
    void relayThatRefusesForLongIsReported() {
        // given
        String receivedAt = CLOCK.instant().toString();
        worker.jdbi().useHandle(handle -> handle.execute(REFUSED, receivedAt, Worker.COMPONENT.value()));
        CLOCK.advance(Duration.ofMinutes(10));
        List<Finding> soon = examination.findings();

        // when
        CLOCK.advance(Duration.ofMinutes(11));

        // then
        assertThat(soon).allMatch(finding -> finding.status() == Finding.Status.OK);
        assertThat(examination.findings())
                .filteredOn(finding -> finding.status() == Finding.Status.WARN)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.seen())
                            .isEqualTo("plain: 1 pushes wait, the oldest since " + receivedAt
                                    + "; last failure: status 503");
                    assertThat(finding.advice()).endsWith("catwalk relays test plain");
                });
    }

    private static final String REFUSED = """
            with received as (
              insert into app.push_event (component_appid, type, digest, body, issued_at, received_at)
              select component_appid, 'authorized', 'x', 'x', at, at
              from app.component, cast(? as timestamptz) at where component_appid = ?
              returning push_event_id, received_at)
            insert into app.push_delivery (push_event_id, channel, attempts, failures, next_attempt_at, last_error)
            select push_event_id, 'plain', 3, 3, received_at + interval '1 h', 'status 503' from received
            """;

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
        assertThat(without.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.seen())
                    .startsWith("customers' messages arrive for " + Worker.COMPONENT + " and no relay takes them");
            assertThat(finding.advice()).contains("where a proxy only mirrors them", "nothing is missing");
        });
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
