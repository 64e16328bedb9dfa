package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.Deliveries;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.Receivers.Answer;
import dev.catwalk.testing.Receivers.Received;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.WebhookSchema;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class WebhookDeliveryTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    @Inject
    Redrive redrive;

    @Inject
    Deliveries deliveries;

    @Inject
    ChannelReports reports;

    @Inject
    TestMessage test;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        receivers.reset();
        outbox.register();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("status 500", Answer.of(500, "trouble")),
                Arguments.of("status 302", Answer.redirect("http://localhost/elsewhere")),
                Arguments.of("status 404", Answer.of(404, "")),
                Arguments.of("status 429", Answer.of(429, "")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsNotAcceptedIsSentAgainUnderItsId(String error, Answer answer) {
        // given
        receivers.answer(Channel.WEBHOOK, answer);
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "pending")
                .containsEntry("attempts", 1)
                .containsEntry("last_error", error);

        // when
        receivers.answer(Channel.WEBHOOK, Answer.of(200, "thanks"));
        outbox.deliver(Channel.WEBHOOK);
        assertThat(receivers.received(Channel.WEBHOOK))
                .as("not before it is due")
                .hasSize(1);
        CLOCK.advance(Duration.ofSeconds(7));
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "delivered")
                .containsEntry("attempts", 2);
        assertThat(receivers.received(Channel.WEBHOOK))
                .extracting(message -> message.headers().get("webhook-id"), Received::body)
                .hasSize(2)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(
                        outbox.row(Channel.WEBHOOK).get("webhook_id"),
                        receivers.received(Channel.WEBHOOK).getFirst().body()));
        assertThat(worker.rows(
                        "select attempt, error from reporting.alert_attempt where channel = 'webhook' order by 1"))
                .extracting(row -> row.get("error"))
                .containsExactly(error, null);
    }

    @Test
    void idsAreUniqueForEverAndNoNumbers() {
        // given
        outbox.raise(AlertType.PLATFORM_STOPPED, 2);

        // when
        outbox.deliver(Channel.WEBHOOK);

        // then: a restored database, or another installation, gives the same numbers and never the same ids
        assertThat(receivers.received(Channel.WEBHOOK))
                .extracting(message -> message.headers().get("webhook-id"))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(4));
        assertThat(receivers.received(Channel.WEBHOOK)).allSatisfy(message -> assertThat(message.body())
                .contains("\"alert_id\":\"" + message.headers().get("webhook-id") + "\""));
    }

    @Test
    void theTestMessageHoldsTheSchema() throws Exception {
        // when
        test.send(Channel.WEBHOOK);

        // then
        WebhookSchema.assertHolds(
                receivers.received(Channel.WEBHOOK).stream().map(Received::body).toList());
    }

    @Test
    void receiverThatNeverAnswersIsGivenUpAfterItsTime() {
        // given
        receivers.hang(Channel.WEBHOOK);
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "pending")
                .containsEntry("last_error", "no answer within " + Receivers.TIMEOUT.toSeconds() + " s");
    }

    @Test
    void statusCountsWhateverBecomesOfTheBody() {
        // given: a body that is larger than what is read
        receivers.answer(Channel.WEBHOOK, Answer.of(200, "x".repeat(1 << 20)));
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("delivered", 1L));

        // when: one that does not end
        receivers.hangAfter(Channel.WEBHOOK, 410);
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("delivered", 1L, "dead", 1L));
        assertThat(report().disabledAt()).isPresent();
    }

    @Test
    void alertIsTriedForThreeDaysAndThenDead() {
        // given
        receivers.stop();
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        List<Duration> pauses = new ArrayList<>();

        // when
        while (outbox.row(Channel.WEBHOOK).get("state").equals("pending")) {
            Instant due = ((Timestamp) outbox.row(Channel.WEBHOOK).get("next_attempt_at")).toInstant();
            pauses.add(Duration.between(CLOCK.instant(), due));
            CLOCK.advance(pauses.getLast());
            outbox.deliver(Channel.WEBHOOK);
        }

        // then
        List<Duration> schedule = List.of(
                Duration.ZERO,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofHours(5),
                Duration.ofHours(10),
                Duration.ofHours(14),
                Duration.ofHours(20),
                Duration.ofHours(24));
        assertThat(pauses).hasSameSizeAs(schedule);
        for (int i = 0; i < pauses.size(); i++) {
            assertThat(pauses.get(i).toMillis() * 1.0)
                    .isBetween(
                            schedule.get(i).toMillis() * 0.8 - 1,
                            schedule.get(i).toMillis() * 1.2 + 1);
        }
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "dead")
                .containsEntry("attempts", 10)
                .containsEntry("next_attempt_at", null);
        assertThat(outbox.row(Channel.WEBHOOK)).containsEntry("last_error", "no connection");

        // when
        receivers.reset();
        assertThat(redrive.all(DeliveryTable.ALERTS, "webhook")).isEqualTo(1);
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "delivered")
                .containsEntry("attempts", 11);
    }

    @Test
    void whateverIsDeadIsRedrivenInSeveralTransactions() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("""
                with raised as (
                  insert into app.alert (type, component_appid, raised_at, data)
                  select 'merchant.token_lost', ?, app.now(), '{}' from generate_series(1, 10001) returning alert_id)
                insert into app.alert_delivery (alert_id, channel, state) select alert_id, 'webhook', 'dead' from raised
                """, Worker.COMPONENT.value()));

        // then
        assertThat(redrive.all(DeliveryTable.ALERTS, "webhook")).isEqualTo(10_001);
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("pending", 10_001L));
        assertThat(worker.value("select count(distinct xmin::text) from app.alert_delivery"))
                .isEqualTo(2L);
    }

    @Test
    void receiverThatAsksForAPauseGetsIt() {
        // given
        receivers.answer(Channel.WEBHOOK, exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "3600");
            exchange.sendResponseHeaders(503, -1);
        });
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.WEBHOOK);
        int hastened = deliveries.bringForward(DeliveryTable.ALERTS);

        // then
        assertThat(hastened).isZero();
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("next_attempt_at", Timestamp.from(CLOCK.instant().plusSeconds(3600)));
    }

    @Test
    void theLastWordOfTheLogIsTrue() {
        // given: the log said that the receiver fails, and works again
        CLOCK.advance(Duration.ofMinutes(15));
        deliverOne(500);
        CLOCK.advance(Duration.ofSeconds(7));
        deliverOne(204);
        try (RecordedLog log = new RecordedLog("dev.catwalk.delivery.DeliveryLog")) {
            // when: it fails again, and now and then works
            for (int i = 0; i < 5; i++) {
                deliverOne(500);
                CLOCK.advance(Duration.ofSeconds(7));
                deliverOne(204);
            }

            // then
            assertThat(log.lines(Level.WARNING)).hasSize(1);
            assertThat(log.lines(Level.INFO)).isEmpty();

            // when
            CLOCK.advance(Duration.ofMinutes(1));
            deliverOne(204);

            // then
            assertThat(log.lines(Level.INFO)).singleElement().asString().startsWith("alerts are delivered again");
        }
    }

    private void deliverOne(int status) {
        receivers.answer(Channel.WEBHOOK, Answer.of(status, ""));
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WEBHOOK);
    }

    @Test
    void goneReceiverGetsNothingUntilSomebodySaysSo() {
        // given
        receivers.answer(Channel.WEBHOOK, Answer.of(410, ""));
        outbox.raise(AlertType.MERCHANT_REVOKED, 3);

        // when
        outbox.deliver(Channel.WEBHOOK);
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WEBHOOK);

        // then: another node may have the receiver's new address
        assertThat(receivers.received(Channel.WEBHOOK)).hasSize(1);
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("dead", 1L, "pending", 3L));

        // when
        CLOCK.advance(Duration.ofMinutes(10));
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(receivers.received(Channel.WEBHOOK)).hasSize(1);
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("dead", 4L));

        // when
        receivers.answer(Channel.WEBHOOK, Answer.of(204, ""));
        assertThat(redrive.all(DeliveryTable.ALERTS, "webhook")).isEqualTo(4);
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("delivered", 4L));
    }

    @Test
    void channelIsNotReportedOffOnceItsReceiverHasAnotherAddress() {
        // given
        receivers.answer(Channel.WEBHOOK, Answer.of(410, ""));
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        outbox.deliver(Channel.WEBHOOK);
        assertThat(report().disabledAt()).isPresent();

        // when: what is stored is the address of before
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.alert_channel set disabled_address = 'another'"
                        + " where disabled_at is not null"));

        // then
        assertThat(report().disabledAt()).isEmpty();
        assertThat(report().dead()).isEqualTo(1);
        assertThat(report().lastError()).contains("status 410");
    }

    private Backlog report() {
        return reports.all().stream()
                .filter(backlog -> backlog.receiver().equals("webhook"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void alertsThatThePlannerKnowsNothingOfAreSentEach() {
        // given: for a table of one row it may run the search for what is due once for each row it updates
        int alerts = 30;
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.alert_delivery where channel <> 'webhook'"));
        worker.jdbi().useHandle(handle -> handle.execute("vacuum analyze app.alert_delivery"));
        outbox.raise(AlertType.MERCHANT_REVOKED, alerts - 1);
        worker.jdbi().useHandle(handle -> handle.execute("delete from app.alert_delivery where channel <> 'webhook'"));

        // when
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(receivers.received(Channel.WEBHOOK)).hasSize(alerts);
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("delivered", (long) alerts));
    }

    @Test
    void sendersSideBySideSendEachAlertOnce() throws Exception {
        // given
        int alerts = 300;
        outbox.raise(AlertType.MERCHANT_REVOKED, alerts);

        // when
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            senders.invokeAll(java.util.Collections.nCopies(16, (Callable<Void>) () -> {
                outbox.deliver(Channel.WEBHOOK);
                return null;
            }));
        }

        // then
        assertThat(receivers.received(Channel.WEBHOOK))
                .extracting(message -> message.headers().get("webhook-id"))
                .hasSize(alerts)
                .doesNotHaveDuplicates();
        assertThat(outbox.states(Channel.WEBHOOK)).isEqualTo(Map.of("delivered", (long) alerts));
        assertThat(worker.value("select count(*) from reporting.alert_attempt")).isEqualTo((long) alerts);
    }

    @Test
    void claimOfASenderThatDiedComesBack() throws Exception {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        HangingReceiver hanging = new HangingReceiver();
        Thread dying = Thread.ofVirtual().start(() -> outbox.deliver(hanging));
        hanging.sending.await();

        // when
        boolean foundWhileClaimed = outbox.activateOnce(Channel.WEBHOOK);
        CLOCK.advance(hanging.timeout().plusSeconds(10));
        outbox.deliver(Channel.WEBHOOK);

        // then
        assertThat(foundWhileClaimed).isFalse();
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "delivered")
                .containsEntry("attempts", 1);

        // when: the first one wakes up, and has nothing to say any more
        hanging.end.countDown();
        dying.join();

        // then
        assertThat(outbox.row(Channel.WEBHOOK))
                .containsEntry("state", "delivered")
                .containsEntry("attempts", 1);
    }

    /** Sends for as long as the test wants. */
    private static class HangingReceiver implements SingleReceiver {
        final CountDownLatch sending = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public Channel channel() {
            return Channel.WEBHOOK;
        }

        @Override
        public String address() {
            return "";
        }

        @Override
        public Duration timeout() {
            return Receivers.TIMEOUT;
        }

        @Override
        public SendResult send(DueAlert alert) throws InterruptedException {
            sending.countDown();
            end.await();
            return new SendResult.Refused("no answer");
        }
    }
}
