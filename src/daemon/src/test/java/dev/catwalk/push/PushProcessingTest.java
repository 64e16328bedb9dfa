package dev.catwalk.push;

import static dev.catwalk.push.PushEvents.MERCHANT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.push.PushInbox.Stored;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PushProcessingTest {
    @Inject
    PushDesk desk;

    @Inject
    Worker worker;

    @Inject
    PushInbox inbox;

    @Inject
    PushProcessing processing;

    @Inject
    VerifyTickets tickets;

    final SettableClock clock = SettableClock.INSTANCE;
    SimulatedPlatform platform;

    @BeforeEach
    void begin() {
        platform = worker.begin(SimulatorOptions.builder().merchants(1));
        URI events = desk.server().resolve("/push/" + SignedPush.COMPONENT);
        platform.component().pushTo(new PushTargets(events.toString(), events + "/$APPID$"));
    }

    @Test
    void aTicketOpensTheWayToThePlatform() {
        // when
        platform.component().pushTicketNow().join();

        // then
        awaitAllProcessed(1);
        assertThat(desk.ticketIssuedAt()).contains(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void anOlderTicketNeverReplacesANewerOne() {
        // given
        store(PushEvents.ticket("ticket@@@NEW", 1763800600), Optional.empty());
        processing.sweep();
        awaitAllProcessed(1);

        // when
        store(PushEvents.ticket("ticket@@@OLD", 1763800000), Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(desk.ticketIssuedAt()).contains(Instant.ofEpochSecond(1763800600));
    }

    @Test
    void aTicketOfTheFutureDoesNotHoldUpThoseAfterIt() {
        // given
        store(PushEvents.ticket("ticket@@@FUTURE", clock.instant().getEpochSecond() + 3_600), Optional.empty());
        processing.sweep();
        awaitAllProcessed(1);
        clock.advance(Duration.ofMinutes(10));

        // when
        store(PushEvents.ticket("ticket@@@NOW", clock.instant().getEpochSecond()), Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(desk.ticketIssuedAt()).contains(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void aTicketReplacesOneThatArrivedBeforeTheClockWasSetBack() {
        // given
        clock.advance(Duration.ofHours(1));
        tickets.store(Worker.COMPONENT, new VerifyTicket("ticket@@@AHEAD"), clock.instant());
        clock.advance(Duration.ofHours(-1));

        // when
        boolean stored;
        try {
            stored = tickets.store(Worker.COMPONENT, new VerifyTicket("ticket@@@NOW"), clock.instant());
        } finally {
            clock.advance(Duration.ofHours(1));
        }

        // then
        assertThat(stored).isTrue();
    }

    @Test
    void aTicketThatExpiredInTheInboxIsNoOutageWhileTheNextIsAwaited() {
        // given
        platform = worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        desk.execute("update app.component set ticket_watched_at = app.now(), ticket_listening_since = app.now()");
        store(PushEvents.ticket(platform.component().ticket(), clock.instant().getEpochSecond()), Optional.empty());
        clock.advance(Duration.ofHours(13));

        // when
        processing.sweep();
        awaitAllProcessed(1);
        String walk = worker.walk(WalkScope.ALL).state();

        // then
        assertThat(tickets.age(Worker.COMPONENT)).contains(Duration.ofHours(13));
        assertThat(walk).isEqualTo("stopped");
        assertThat(worker.rows("select from app.alert where type = 'platform.stopped'"))
                .isEmpty();
    }

    @Test
    void aTicketWithoutATimeNeverReplacesOneThatHasOne() {
        // given
        store(PushEvents.ticket("ticket@@@DATED", 1763800600), Optional.empty());
        processing.sweep();
        awaitAllProcessed(1);

        // when
        store(PushEvents.ticket("ticket@@@UNDATED", 1763800700).replace("CreateTime", "NoTime"), Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(desk.ticketIssuedAt()).contains(Instant.ofEpochSecond(1763800600));
    }

    @Test
    void aTicketWithoutATimeReplacesOneThatIsDead() {
        // given
        store(PushEvents.ticket("ticket@@@DATED", clock.instant().getEpochSecond()), Optional.empty());
        processing.sweep();
        awaitAllProcessed(1);
        clock.advance(Duration.ofHours(12));

        // when
        store(PushEvents.ticket("ticket@@@UNDATED", 1).replace("CreateTime", "NoTime"), Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(desk.ticketIssuedAt()).contains(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorized", "updateauthorized", "unauthorized"})
    void whoWasNeverOursIsNotMadeUp(String infoType) {
        // given
        platform.component().pushTicketNow().join();
        awaitAllProcessed(1);

        // when
        store(PushEvents.authorizationWithCode(infoType, "wxffffffffffffffff"), Optional.empty());
        store(PushEvents.authorization(infoType, "wxffffffffffffffff"), Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(3);
        assertThat(desk.merchants()).doesNotContain("wxffffffffffffffff");
        assertThat(worker.rows("select from app.alert where merchant_id is not null"))
                .isEmpty();
    }

    @Test
    void aCodeThatIsSpentIsNoTrouble() {
        // given
        authorized();
        String spent = PushEvents.authorizationWithCode("authorized", MERCHANT);

        // when
        store(spent, Optional.empty());
        processing.sweep();

        // then
        awaitAllProcessed(3);
        assertThat(stateOf(MERCHANT)).isEqualTo("authorized");
    }

    @Test
    void merchantsNobodyKnowsAreNotMadeUp() {
        // when
        store(PushEvents.authorization("unauthorized", MERCHANT), Optional.empty());
        store(PublishedPush.CATEGORY_REJECTED.content(), Optional.of(new MerchantAppId(MERCHANT)));
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(desk.merchants()).isEmpty();
    }

    @Test
    void whatAProcessThatDiedHadStoredIsActedUpon() {
        // given
        store(PushEvents.ticket("ticket@@@SIMULATED", 1763800000), Optional.empty());
        assertThat(desk.ticketIssuedAt()).isEmpty();

        // when
        processing.sweep();

        // then
        awaitAllProcessed(1);
        assertThat(desk.ticketIssuedAt()).isPresent();
    }

    @Test
    void whatAProcessThatDiedHadClaimedIsActedUponAfterTheLease() {
        // given
        store(PushEvents.ticket("ticket@@@SIMULATED", 1763800000), Optional.empty());
        Optional<ClaimedPush> claimed = inbox.claim();

        // when
        Optional<ClaimedPush> again = inbox.claim();
        clock.advance(Duration.ofSeconds(25));
        processing.sweep();

        // then
        assertThat(claimed).isPresent();
        assertThat(again).isEmpty();
        awaitAllProcessed(1);
        assertThat(desk.ticketIssuedAt()).isPresent();
    }

    @Test
    void whatFailsIsTriedAgainLater() {
        // given
        platform.component().pushTicketNow().join();
        awaitAllProcessed(1);
        platform.component().refuseIp();
        platform.component().authorize(MerchantProfile.miniProgram(MERCHANT), Announcement.PUSHED);
        await().untilAsserted(() -> assertThat(lastRow().lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("61004")));

        // when
        platform.component().allowIp();
        // The platform is not asked for the component's token before.
        clock.advance(Duration.ofSeconds(30));
        desk.letClaimsRunOut();
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(lastRow().attempts()).isEqualTo(2);
        assertThat(lastRow().lastError()).isEmpty();
        assertThat(stateOf(MERCHANT)).isEqualTo("authorized");
    }

    @Test
    void whatWaitsForItsComponentIsActedUponAtOnceWhenThatWorksAgain() {
        // given
        platform.component().pushTicketNow().join();
        awaitFirstWalk();
        platform.component().refuseIp();
        platform.component().authorize(MerchantProfile.miniProgram(MERCHANT), Announcement.PUSHED);
        await().untilAsserted(() -> assertThat(lastRow().lastError()).isPresent());
        desk.execute(
                "update app.push_event set attempts = %d, claimed_until = app.now() + interval '1 h' where processed_at is null"
                        .formatted(PushInbox.ATTEMPTS - 1));
        processing.sweep();
        assertThat(inbox.claim()).isEmpty();

        // when
        platform.component().allowIp();
        // The platform is not asked for the component's token before.
        clock.advance(Duration.ofSeconds(30));
        desk.execute("update app.component set stopped_since = null, stopped_errcode = null, stopped_reason = null");
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(stateOf(MERCHANT)).isEqualTo("authorized");
    }

    @Test
    void aCodeThatWaitsIsTriedEachMinuteForAnHourWhileThePlatformIsBusy() {
        // given
        platform.component().pushTicketNow().join();
        awaitAllProcessed(1);
        platform.faults().add(Fault.errcode(-1).on(Api.QUERY_AUTH));
        store(PushEvents.authorizationWithCode("authorized", MERCHANT), Optional.empty());
        desk.execute(
                "update app.push_event set attempts = %d where processed_at is null".formatted(PushInbox.ATTEMPTS - 1));

        // when
        processing.sweep();
        await().untilAsserted(() -> assertThat(lastRow().lastError()).isPresent());

        // then
        assertThat(lastRow().attempts()).isLessThan(PushInbox.ATTEMPTS);
        assertThat(worker.rows("select from app.push_event"
                        + " where code_waits and claimed_until <= app.now() + interval '1 min'"))
                .hasSize(1);

        // when
        clock.advance(Duration.ofHours(1));
        await().until(() -> {
            // Longer than any pause: each sweep finds it due.
            clock.advance(Duration.ofMinutes(11));
            processing.sweep();
            return worker.rows("select from app.push_event where code_waits").isEmpty();
        });

        // then
        assertThat(lastRow().attempts()).isEqualTo(PushInbox.ATTEMPTS);
    }

    @Test
    void whatWaitedForThePlatformIsNotLostWithAHolderThatDiesRightAfter() {
        // given
        store(PushEvents.authorization("unauthorized", MERCHANT), Optional.empty());
        desk.execute("update app.push_event set attempts = %d".formatted(PushInbox.ATTEMPTS - 1));
        inbox.postpone(inbox.claim().orElseThrow(), "TRANSPORT", Duration.ofMinutes(1), false);

        // when: each claim ends without a word
        List<Boolean> claimed = new ArrayList<>();
        for (int i = 0; i < PushInbox.ATTEMPTS / 2; i++) {
            desk.letClaimsRunOut();
            claimed.add(inbox.claim().isPresent());
        }

        // then
        assertThat(claimed).containsOnly(true);
    }

    @Test
    void aPushOfAMomentAgoThatWorksEndsTheStopOfItsComponent() {
        // given: the first roster, which the ticket begins, and its walk are over; their last answers would end the
        // stop
        platform.component().pushTicketNow().join();
        awaitFirstWalk();
        platform.component().refuseIp();
        platform.component().authorize(MerchantProfile.miniProgram(MERCHANT), Announcement.PUSHED);
        await().untilAsserted(() -> assertThat(worker.rows("select from app.component where stopped_errcode = 61004"))
                .hasSize(1));
        await().untilAsserted(() -> assertThat(lastRow().lastError()).isPresent());

        // when
        platform.component().allowIp();
        desk.letClaimsRunOut();
        processing.sweep();

        // then
        awaitAllProcessed(2);
        assertThat(worker.rows("select from app.component where stopped_since is not null"))
                .isEmpty();
    }

    @Test
    void whatBelongsToAComponentOfOtherNodesIsLeftToThemAndNotKeptForEver() {
        // given
        store(PushEvents.authorization("unauthorized", MERCHANT), Optional.empty());
        desk.execute("delete from app.push_delivery");
        desk.execute(
                "insert into app.component (component_appid, created_at) values ('wx1111111111111111', app.now())");
        desk.execute("update app.push_event set component_appid = 'wx1111111111111111'");

        // when
        Optional<ClaimedPush> claimed = inbox.claim();
        int early = inbox.removeReceivedBefore(clock.instant());
        clock.advance(Duration.ofSeconds(1));
        int late = inbox.removeReceivedBefore(clock.instant());

        // then
        assertThat(claimed).isEmpty();
        assertThat(List.of(early, late)).containsExactly(0, 1);
    }

    @Test
    void aPauseThatIsLongerThanItCanBeSinceTheDatabasesClockWasSetBackIsOver() {
        // given
        store(PushEvents.authorization("unauthorized", MERCHANT), Optional.empty());
        desk.execute("update app.push_event set claimed_until = app.now() + interval '10 min'");

        // when
        Optional<ClaimedPush> withinReason = inbox.claim();
        desk.execute("update app.push_event set claimed_until = app.now() + interval '12 min'");
        Optional<ClaimedPush> beyond = inbox.claim();

        // then
        assertThat(withinReason).isEmpty();
        assertThat(beyond).isPresent();
    }

    @Test
    void aClaimIsRenewedWhileItsHolderLives() {
        // given
        store(PushEvents.ticket("ticket@@@SIMULATED", 1763800000), Optional.empty());
        ClaimedPush claimed = inbox.claim().orElseThrow();
        desk.execute("update app.push_event set claimed_until = app.now() + interval '1 s'");

        // when
        boolean renewed = inbox.renew(claimed);

        // then
        assertThat(renewed).isTrue();
        assertThat(worker.rows("select from app.push_event where claimed_until > app.now() + interval '10 s'"))
                .hasSize(1);
        desk.letClaimsRunOut();
        assertThat(inbox.renew(claimed)).isFalse();
        assertThat(inbox.claim()).isPresent();
        assertThat(inbox.renew(claimed)).isFalse();
    }

    @Test
    void whatAlwaysFailsIsGivenUpAndSaidOnce() {
        try (RecordedLog log = new RecordedLog(PushProcessing.class)) {
            // given
            store(PushEvents.authorizationWithCode("authorized", MERCHANT), Optional.empty());
            desk.execute("update app.push_event set body = 'nothing of ours'");
            clock.advance(Duration.ofMinutes(1));

            // when
            await().until(() -> {
                // Longer than any pause: each sweep finds it due.
                clock.advance(Duration.ofMinutes(11));
                processing.sweep();
                return !log.lines(Level.SEVERE).isEmpty();
            });

            // then
            assertThat(inbox.claim()).isEmpty();
            assertThat(lastRow().attempts()).isEqualTo(PushInbox.ATTEMPTS);
            assertThat(lastRow().processedAt()).isEmpty();
            assertThat(lastRow().lastError()).isPresent();
            assertThat(log.lines(Level.SEVERE)).hasSize(1);
            assertThat(log.lines(Level.WARNING))
                    .allSatisfy(line -> assertThat(line).doesNotContain("SIMULATED"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"component_token", "push_event"})
    void anAttemptThatTheDatabaseEndedDoesNotCount(String table) {
        // given
        store(PushEvents.ticket("ticket@@@SIMULATED", 1763800000), Optional.empty());
        desk.execute("update app.push_event set attempts = %d".formatted(PushInbox.ATTEMPTS - 1));
        desk.execute("""
                create function app.fail() returns trigger language plpgsql as
                  'begin raise exception using errcode = ''40P01'', message = ''deadlock detected''; end'
                """);
        desk.execute(
                "create trigger fail before insert or update on app.%s for each row when (%s) execute function app.fail()"
                        .formatted(table, table.equals("push_event") ? "new.processed_at is not null" : "true"));

        // when
        try (RecordedLog log = new RecordedLog(PushProcessing.class)) {
            processing.sweep();
            await().untilAsserted(() -> assertThat(log.lines(Level.WARNING)).isNotEmpty());
        } finally {
            desk.execute("drop function app.fail() cascade");
        }
        processing.sweep();
        await().untilAsserted(() -> assertThat(lastRow().attempts()).isEqualTo(PushInbox.ATTEMPTS - 1));
        desk.letClaimsRunOut();
        processing.sweep();

        // then
        awaitAllProcessed(1);
        assertThat(lastRow().attempts()).isEqualTo(PushInbox.ATTEMPTS);
        assertThat(desk.ticketIssuedAt()).isPresent();
    }

    @Test
    void manyPushesThatWaitForThePlatformAreOneLineAndOneCallAMinute() {
        // given
        platform.component().pushTicketNow().join();
        awaitAllProcessed(1);
        platform.component().refuseIp();
        clock.advance(Duration.ofMinutes(2));
        for (int i = 0; i < 50; i++) {
            store(PushEvents.authorizationWithCode("authorized", "wx%016x".formatted(i)), Optional.empty());
        }

        // when
        try (RecordedLog log = new RecordedLog(PushProcessing.class)) {
            processing.sweep();
            await().untilAsserted(() -> assertThat(desk.rows())
                    .filteredOn(row -> row.lastError().isPresent())
                    .hasSize(50));

            // then
            assertThat(log.lines(Level.WARNING)).singleElement().asString().contains("61004");
        }

        // when
        clock.advance(Duration.ofMinutes(1));
        processing.sweep();

        // then
        await("only the oldest asks each minute")
                .untilAsserted(() -> assertThat(worker.value("select count(*) from app.push_event"
                                + " where processed_at is null and claimed_until <= app.now() + interval '2 min'"))
                        .isEqualTo(1L));
    }

    @Test
    void whatCannotBeOpenedHoldsUpNobody() {
        // given
        store(PushEvents.ticket("ticket@@@SPOILED", 1763800000), Optional.empty());
        desk.execute("update app.push_event set body = 'nothing of ours'");
        store(PushEvents.ticket("ticket@@@WHOLE", 1763800001), Optional.empty());

        // when
        processing.sweep();

        // then
        await().untilAsserted(() -> assertThat(desk.ticketIssuedAt()).contains(Instant.ofEpochSecond(1763800001)));
        await().untilAsserted(
                        () -> assertThat(desk.rows().getFirst().lastError()).contains("IllegalStateException"));
    }

    @Test
    void aFullInboxIsEmptied() {
        // given: no roster is due, which each ticket would ask for
        desk.execute("update app.component set roster_read_at = app.now()");
        for (int i = 0; i < 300; i++) {
            store(PushEvents.ticket("ticket@@@SIMULATED" + i, 1763800000 + i), Optional.empty());
        }

        // when
        processing.sweep();

        // then
        awaitAllProcessed(300);
        assertThat(desk.rows()).allSatisfy(row -> assertThat(row.attempts()).isOne());
        assertThat(desk.ticketIssuedAt()).contains(Instant.ofEpochSecond(1763800299));
    }

    @Test
    void oldPushesAreRemovedUnlessTheyWait() {
        // given
        store(PushEvents.ticket("ticket@@@SIMULATED", 1763800000), Optional.empty());
        processing.sweep();
        awaitAllProcessed(1);
        clock.advance(Duration.ofDays(7).minusSeconds(1));
        store(PushEvents.authorization("unauthorized", MERCHANT), Optional.empty());
        desk.execute("delete from app.push_delivery");

        // when
        int early = inbox.removeReceivedBefore(clock.instant().minus(Duration.ofDays(7)));
        clock.advance(Duration.ofSeconds(2));
        int late = inbox.removeReceivedBefore(clock.instant().minus(Duration.ofDays(7)));
        clock.advance(Duration.ofDays(7));
        int waiting = inbox.removeReceivedBefore(clock.instant().minus(Duration.ofDays(7)));

        // then
        assertThat(List.of(early, late, waiting)).containsExactly(0, 1, 0);
        assertThat(desk.rows()).extracting(PushDesk.Row::type).containsExactly("unauthorized");

        // when: it is given up
        desk.execute("update app.push_event set attempts = 10");
        processing.sweep();

        // then
        assertThat(desk.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void pausesGrowUpToTenMinutes(int attempt) {
        // given
        List<Integer> seconds = List.of(5, 10, 20, 40, 80, 160, 320, 600, 600, 600);

        // then
        assertThat(PushProcessing.pause(attempt)).hasSeconds(seconds.get(attempt - 1));
    }

    /** A merchant of which everything is known, after a ticket and its own push. */
    private SimulatedMerchant authorized() {
        platform.component().pushTicketNow().join();
        awaitAllProcessed(1);
        SimulatedMerchant merchant =
                platform.component().authorize(MerchantProfile.miniProgram(MERCHANT), Announcement.PUSHED);
        await().untilAsserted(() -> assertThat(desk.rows()).hasSize(2));
        awaitAllProcessed(2);
        assertThat(merchant.calls(Api.QUERY_AUTH)).isOne();
        return merchant;
    }

    private void store(String content, Optional<MerchantAppId> merchant) {
        byte[] bytes = content.getBytes(UTF_8);
        PushContent push = new PushContent(bytes, merchant);
        assertThat(inbox.store(Worker.COMPONENT, push, PushEvent.of(push, Worker.COMPONENT)))
                .isEqualTo(Stored.NEW);
    }

    /** The first ticket reads the roster, which starts a walk: both go on after the push was acted upon. */
    private void awaitFirstWalk() {
        awaitAllProcessed(1);
        await().untilAsserted(
                        () -> assertThat(worker.rows("select from app.component where roster_read_at is not null"))
                                .hasSize(1));
        worker.awaitWalks();
    }

    private void awaitAllProcessed(int pushes) {
        await().untilAsserted(
                        () -> assertThat(desk.rows()).hasSize(pushes).allSatisfy(row -> assertThat(row.processedAt())
                                .isPresent()));
    }

    private PushDesk.Row lastRow() {
        return desk.rows().getLast();
    }

    private Object stateOf(String appid) {
        return worker.value(
                "select authorization_state from reporting.merchant_coverage where merchant_appid = ?", appid);
    }
}
