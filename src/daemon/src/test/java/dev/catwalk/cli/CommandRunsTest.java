package dev.catwalk.cli;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.alert.AlertSettings;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Receiver;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.Scope;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.Backlogs;
import dev.catwalk.delivery.ChannelStates;
import dev.catwalk.delivery.Destination;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.merchant.Tags;
import dev.catwalk.relay.Relays;
import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.RelaySink;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands that need the application do, print and answer, without a process for each: the lab starts one of each. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class CommandRunsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MERCHANTS = 5;
    private static final String STRANGER = "wx0000000000000000";

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    WalkRun walk;

    @Inject
    CategoriesCommand.Run categories;

    @Inject
    ExplainCommand.Run explain;

    @Inject
    AlertsRun alerts;

    @Inject
    ApiKeysCommand.Run apiKeys;

    @Inject
    RelaysRun relays;

    @Inject
    Redrive redrive;

    @Inject
    RelaySink relaySink;

    @Inject
    @All
    List<Receiver> channels;

    @Inject
    Relays configuredRelays;

    @Inject
    ChannelStates states;

    @Inject
    Backlogs backlogs;

    private SimulatedPlatform platform;
    private SimulatedMerchant merchant;

    @BeforeEach
    void begin() {
        receivers.reset();
        platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        merchant = platform.component().merchants(0, 1).getFirst();
    }

    @Test
    void walkPrintsALedgerThatAddsUpAndNothingElse() throws Exception {
        // when
        Ran ran = walk();

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).matches("(?s)walk \\d+ completed in .* s\\R\\Routcome.*total +" + MERCHANTS + "\\R");
        assertThat(sumOfOutcomes(ran.out())).isEqualTo(MERCHANTS);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aWalkOverAnotherComponentIsFollowedToItsEndAndThenTheOneAskedForIsMade() throws Exception {
        // given
        worker.jdbi().useHandle(handle -> {
            handle.execute("insert into app.component (component_appid, created_at) values (?, now())", STRANGER);
            handle.execute("""
                    insert into app.walk (scope, component_appid, planned_at, started_at, state)
                    values ('all', ?, now(), now(), 'running')
                    """, STRANGER);
        });
        FutureTask<Ran> asked = new FutureTask<>(() ->
                run(() -> walk.run(new WalkRun.Request(WalkScope.ALL, Optional.of(Worker.COMPONENT), List.of()))));

        // when
        Thread follower = Thread.ofPlatform().start(asked);
        Awaitility.await("the other walk is followed").atMost(LIMIT).until(() -> Stream.of(follower.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("follow")));
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.walk set state = 'completed', finished_at = now() where state = 'running'"));
        Ran ran = asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        // then
        assertThat(ran.err()).contains("is running already: following it", "It was over another component");
        assertThat(ran.exitCode()).isZero();
        assertThat(sumOfOutcomes(ran.out())).isEqualTo(MERCHANTS);
    }

    @Test
    void merchantsThatFailMakeExitCodeOne() throws Exception {
        // given
        platform.faults().add(Fault.errcode(-1).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));

        // when
        Ran ran = walk(
                merchant.appid(),
                platform.component().merchants(1, 1).getFirst().appid());

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).containsPattern("failed +1\\b").containsPattern("total +2\\b");
    }

    @Test
    void platformThatRefusesEverythingMakesExitCodeThree() throws Exception {
        // given
        platform.component().refuseIp();

        // when
        Ran walked = walk();
        Ran read = run(() -> categories.run(new MerchantAppId(merchant.appid()), null, false));

        // then
        assertThat(walked.exitCode()).isEqualTo(3);
        assertThat(walked.err()).contains("the platform stopped the walk", "whitelist");
        assertThat(sumOfOutcomes(walked.out())).isEqualTo(MERCHANTS);
        assertThat(read.exitCode()).isEqualTo(3);
        assertThat(read.err()).contains("61004");
        assertThat(read.out()).isEmpty();
    }

    @Test
    void merchantsAndComponentsThatAreNotKnownAreRefused() throws Exception {
        // when
        Ran walked = walk(STRANGER);
        Ran walkedForComponent = run(() ->
                walk.run(new WalkRun.Request(WalkScope.ALL, Optional.of(new ComponentAppId(STRANGER)), List.of())));
        Ran read = run(() -> categories.run(new MerchantAppId(STRANGER), null, false));
        Ran explained = run(() -> explain.run(new MerchantAppId(STRANGER), null, 50, false));

        // then
        assertThat(walked.err()).contains("merchant " + STRANGER + " is not known to " + Worker.COMPONENT);
        assertThat(walkedForComponent.err()).contains(STRANGER + " is not configured", Worker.COMPONENT.value());
        assertThat(read.err()).contains("merchant " + STRANGER + " is not known to " + Worker.COMPONENT);
        assertThat(explained.err()).contains("merchant " + STRANGER + " is not known to " + Worker.COMPONENT);
        assertThat(new int[] {walked.exitCode(), walkedForComponent.exitCode(), read.exitCode(), explained.exitCode()})
                .containsOnly(2);
    }

    @Test
    void categoriesArePrintedAsATableOrAsThePlatformSaysThemAndNotStored() throws Exception {
        // given
        MerchantTruth truth = merchant.truth();
        Object visits = worker.value("select max(visited_at) from app.merchant_visit");

        // when
        Ran table = run(() -> categories.run(new MerchantAppId(merchant.appid()), null, false));
        Ran json = run(() -> categories.run(new MerchantAppId(merchant.appid()), null, true));

        // then
        assertThat(table.exitCode()).isZero();
        assertThat(table.err()).isEmpty();
        assertThat(table.out())
                .contains(truth.categories().size() + " set; additions left "
                        + truth.quota().quota() + " of " + truth.quota().limit());
        truth.categories().forEach(category -> assertThat(table.out())
                .contains(Integer.toString(category.first()), Integer.toString(category.second())));
        assertThat(json.exitCode()).isZero();
        JsonNode answer = new ObjectMapper().readTree(json.out());
        assertThat(answer.path("categories")).hasSize(truth.categories().size());
        assertThat(answer.path("categories").path(0).path("first_name").asText())
                .isEqualTo(truth.categories().getFirst().firstName());
        assertThat(worker.value("select max(visited_at) from app.merchant_visit"))
                .as("nothing is stored")
                .isEqualTo(visits);
    }

    @Test
    void aStaleTokenOfCategoriesIsReplacedOnce() throws Exception {
        // given
        merchant.invalidateAccessTokens();

        // when
        Ran ran = run(() -> categories.run(new MerchantAppId(merchant.appid()), null, false));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(merchant.calls(Api.AUTHORIZER_TOKEN)).isEqualTo(2);
    }

    @Test
    void refusalsOfCategoriesComeWithCodeAndRequestId() throws Exception {
        // given
        platform.faults().add(Fault.errcode(61007).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));

        // when
        Ran ran = run(() -> categories.run(new MerchantAppId(merchant.appid()), null, false));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).containsPattern("permission set.*errcode 61007, rid [0-9a-f-]{26}");
    }

    @Test
    void oneMerchantsStoryIsExplained() throws Exception {
        // given
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.walk(merchant);
        platform.faults().add(Fault.errcode(40066).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
        worker.walk(merchant);

        // when
        Ran text = run(() -> explain.run(new MerchantAppId(merchant.appid()), null, 50, false));
        Ran json = run(() -> explain.run(new MerchantAppId(merchant.appid()), null, 2, true));

        // then
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .containsPattern("merchant +" + merchant.appid())
                .containsPattern(
                        "last visit +\\S+ failed errcode=40066 rid=\\S+, last success \\S+, failures since then 1")
                .contains("1 rejected")
                .containsPattern("visit_turned .*errcode=40066.*outcome=failed")
                .contains("reason=资质不符", "first_seen", "snapshot");
        assertThat(json.exitCode()).isZero();
        JsonNode story = new ObjectMapper().readTree(json.out());
        assertThat(story.at("/standing/merchant").asText()).isEqualTo(merchant.appid());
        assertThat(story.path("events")).hasSize(2);
    }

    @Test
    void explainSaysWhenAMerchantIsTriedAgain() throws Exception {
        // given
        platform.faults().add(Fault.errcode(41033).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
        worker.walk(merchant);
        Instant again =
                SettableClock.INSTANCE.instant().plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS);

        // when
        Ran text = run(() -> explain.run(new MerchantAppId(merchant.appid()), null, 50, false));

        // then
        assertThat(text.out().lines().filter(line -> line.startsWith("next")))
                .singleElement()
                .asString()
                .matches("next +no call: not_supported; tried again by the first walk after " + again);
    }

    @Test
    void explainShowsTheNewestFirstAndOfOneInstantWhatFollowsFromTheOthers() throws Exception {
        // given
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.walk(merchant);

        // when
        Ran text = run(() -> explain.run(new MerchantAppId(merchant.appid()), null, 50, false));

        // then
        List<String> lines = text.out().lines().toList();
        assertThat(lines.stream().takeWhile(line -> !line.isBlank()).map(line -> line.replaceAll(" {2,}.*", "")))
                .containsExactly(
                        "merchant",
                        "name",
                        "principal",
                        "component",
                        "authorization",
                        "token",
                        "last visit",
                        "categories",
                        "next");
        List<String> events = lines.stream()
                .dropWhile(line -> !line.isBlank())
                .filter(line -> !line.isBlank())
                .toList();
        assertThat(events.stream().map(line -> line.split(" +")[0])).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(events.stream().map(line -> line.split(" +")[1]).limit(5))
                .containsExactly("alert_raised", "problem_opened", "last_visit", "category_status_changed", "snapshot");
    }

    @Test
    void alertsListReadsNoneOfTheDeliveredOnes() {
        // when
        String plan = worker.jdbi().withHandle(handle -> {
            handle.execute("set enable_seqscan = off");
            return String.join(
                    "\n",
                    handle.createQuery("explain select * " + AlertsRun.UNDELIVERED)
                            .bind("channel", "")
                            .bind("limit", 50)
                            .mapTo(String.class)
                            .list());
        });

        // then
        assertThat(plan).contains("alert_delivery_due", "alert_delivery_dead");
    }

    @Test
    void alertsListShowsWhatIsNotDeliveredAndWhy() throws Exception {
        // given
        raise();

        // when
        Ran list = run(() -> alerts.list("undelivered", null, 50, false));
        Ran none = run(() -> alerts.list("delivered", Channel.EMAIL, 50, false));

        // then
        assertThat(list.exitCode()).isZero();
        assertThat(list.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches(
                        "\\d+ +2026-11-22T10:00:00Z +platform.stopped +wx\\w+ +webhook +dead +10 +status 500"))
                .anyMatch(line -> line.matches("\\d+ .* wecom +pending +1 +2026-11-22T10:05:00Z +errcode 93000"));
        assertThat(none.out()).isEqualTo("none" + System.lineSeparator());
    }

    @Test
    void aKeyIsShownOnceAndThenListedUntilItIsRevoked() throws Exception {
        // given
        Terms terms = new Terms(
                "shop", Set.of(Scope.TOKEN), new Bounds(Optional.empty(), List.of(30), Tags.NONE), Optional.empty());
        Terms foreign = new Terms(
                "other",
                Set.of(Scope.READ),
                new Bounds(Optional.of(new ComponentAppId("wxeeeeeeeeeeeeeeee")), List.of(), Tags.NONE),
                Optional.empty());

        // when
        Ran created = run(() -> apiKeys.create(terms, Optional.of(Duration.ofDays(90))));
        Ran again = run(() -> apiKeys.create(terms, Optional.empty()));
        Ran unknown = run(() -> apiKeys.create(foreign, Optional.empty()));
        Ran list = run(() -> apiKeys.list(false));
        Ran revoked = run(() -> apiKeys.revoke("shop"));
        Ran revokedAgain = run(() -> apiKeys.revoke("shop"));
        Ran listAfter = run(() -> apiKeys.list(false));

        // then
        assertThat(created.exitCode()).isZero();
        assertThat(created.out()).matches("cwk_[A-Za-z0-9_-]{43}\\R");
        assertThat(List.of(again.exitCode(), unknown.exitCode(), revoked.exitCode(), revokedAgain.exitCode()))
                .containsExactly(1, 2, 0, 1);
        assertThat(list.out()).containsPattern("shop +valid +token +all +30 +all +\\S+Z +never");
        assertThat(listAfter.out()).containsPattern("shop +revoked");
        assertThat(list.out() + listAfter.out()).doesNotContain(created.out().strip());
    }

    @Test
    void redriveGivesTheDeadAnotherLifeAndSwitchesTheChannelOn() throws Exception {
        // given
        raise();

        // when
        Ran first = run(() -> alerts.redrive(Channel.WEBHOOK, List.of()));

        // then
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).startsWith("1 due again");
        assertThat(worker.value("select count(*) from app.alert_channel where disabled_at is not null"))
                .isEqualTo(0L);
        assertThat(worker.value(
                        "select count(*) from app.alert_delivery where channel = 'webhook' and state = 'pending'"
                                + " and failures = 0 and attempts = 10"))
                .isEqualTo(1L);
        Ran again = run(() -> alerts.redrive(null, List.of((Long) worker.value("select alert_id from app.alert"))));
        assertThat(again.out()).startsWith("none was dead");
    }

    @Test
    void aChannelThatIsNotConfiguredIsNeitherRedrivenNorTested() throws Exception {
        // given
        AlertsRun ofWeCom = new AlertsRun(
                null,
                null,
                AlertSettings.reports(backlogs, Map.of("catwalk.alert.wecom.url", "https://robot.example/")),
                null);

        // when
        List<Ran> refused = List.of(
                run(() -> ofWeCom.redrive(Channel.WEBHOOK, List.of())), run(() -> ofWeCom.test(Channel.WEBHOOK)));

        // then
        assertThat(refused).allSatisfy(ran -> {
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err())
                    .isEqualToIgnoringNewLines("catwalk: channel webhook is not configured; configured are: wecom");
        });
    }

    @Test
    void whatIsDeadWhereNothingIsConfiguredAnyMoreIsNotMadeDue() throws Exception {
        // given
        raise();
        holdPushes();
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.push_delivery set channel = 'former' where channel = 'events'"));
        AlertsRun ofWeCom = new AlertsRun(
                null,
                redrive,
                AlertSettings.reports(backlogs, Map.of("catwalk.alert.wecom.url", "https://robot.example/")),
                null);

        // when
        Ran ofAlert = run(() -> ofWeCom.redrive(null, List.of((Long) worker.value("select alert_id from app.alert"))));
        Ran ofPush = run(
                () -> relays.redrive(List.of((Long) worker.value("select max(push_event_id) from app.push_delivery"))));
        Ran ofRelay = run(() -> relays.redrive("former"));

        // then
        assertThat(List.of(ofAlert, ofPush, ofRelay)).extracting(Ran::exitCode).containsExactly(1, 1, 2);
        assertThat(ofAlert.err())
                .isEqualToIgnoringNewLines("catwalk: channel webhook is not configured; configured are: wecom");
        assertThat(List.of(ofPush, ofRelay)).allSatisfy(ran -> assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "catwalk: relay former is not configured; configured are: events, messages, plain"));
        assertThat(worker.value("select count(*) from reporting.alert where channel = 'webhook' and state = 'dead'"))
                .isEqualTo(1L);
        assertThat(worker.value("select count(*) from reporting.push_relay where relay = 'former' and state = 'dead'"))
                .isEqualTo(1L);
    }

    @Test
    void whatIsDeadWhereTheReceiverWantsNoMoreStaysDeadUntilAllOfItIsRedriven() throws Exception {
        // given
        raise();
        holdPushes();
        List<Destination> off = Stream.<Destination>concat(channels.stream(), configuredRelays.all().stream())
                .filter(destination -> Set.of("webhook", "events").contains(destination.name()))
                .toList();
        states.register(off);
        off.forEach(states::disable);

        // when
        Ran ofAlert = run(() -> alerts.redrive(null, List.of((Long) worker.value("select alert_id from app.alert"))));
        Ran ofPush = run(
                () -> relays.redrive(List.of((Long) worker.value("select max(push_event_id) from app.push_delivery"))));

        // then
        assertThat(List.of(ofAlert, ofPush)).allSatisfy(ran -> {
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
        });
        assertThat(ofAlert.err())
                .isEqualToIgnoringNewLines("catwalk: channel webhook is off, its receiver answered 410 Gone;"
                        + " use: catwalk alerts redrive --channel webhook");
        assertThat(ofPush.err())
                .isEqualToIgnoringNewLines("catwalk: relay events is off, its receiver answered 410 Gone;"
                        + " use: catwalk relays redrive --relay events");
        assertThat(worker.value("select count(*) from reporting.alert where channel = 'webhook' and state = 'dead'"))
                .isEqualTo(1L);
        assertThat(worker.value("select count(*) from reporting.push_relay where relay = 'events' and state = 'dead'"))
                .isEqualTo(1L);
    }

    @Test
    void redriveOfAnAlertThatDoesNotExistSaysSo() throws Exception {
        // when
        Ran ran = run(() -> alerts.redrive(null, List.of(999_999L)));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEqualToIgnoringNewLines("catwalk: there is no alert 999999");
    }

    @Test
    void aTestMessageReportsWhatBecameOfIt() throws Exception {
        // given
        receivers.answer(Channel.WECOM, Receivers.Answer.of(500, ""));

        // when
        Ran accepted = run(() -> alerts.test(Channel.WEBHOOK));
        Ran refused = run(() -> alerts.test(Channel.WECOM));

        // then
        assertThat(accepted.exitCode()).isZero();
        assertThat(accepted.out()).startsWith("webhook accepted the message");
        assertThat(receivers.received(Channel.WEBHOOK)).singleElement().satisfies(message -> assertThat(message.body())
                .contains("\"type\":\"catwalk.test\""));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("wecom did not accept the message: ", "500")
                .doesNotContain("wecom-key");
    }

    @Test
    void relaysListShowsWhatIsNotHandedOnAndRedriveMakesTheDeadDue() throws Exception {
        // given
        holdPushes();

        // when
        Ran list = run(() -> relays.list("", false, 50, false));
        Ran ofOne = run(() -> relays.list("plain", false, 50, false));
        Ran all = run(() -> relays.list("", true, 50, false));
        Ran none = run(() -> relays.list("messages", true, 50, false));
        Ran redriven = run(() -> relays.redrive("events"));
        Ran again = run(() -> relays.redrive("events"));
        Ran unknown = run(() -> relays.redrive(List.of(999_999L)));

        // then
        assertThat(list.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches(
                        "\\d+ +2026-11-22T10:00:00Z +authorized +" + STRANGER + " +events +dead +10 +status 500"))
                .anyMatch(line -> line.matches("\\d+ .* plain +pending +1 +2026-11-22T10:05:00Z +status 503"));
        assertThat(ofOne.out().lines()).hasSize(2);
        assertThat(all.out().lines()).hasSize(4);
        assertThat(none.out()).isEqualTo("none" + System.lineSeparator());
        assertThat(redriven.out()).startsWith("1 due again");
        assertThat(worker.value("select count(*) from reporting.push_relay where state = 'dead'"))
                .isEqualTo(0L);
        assertThat(again.out()).startsWith("none was dead");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).isEqualToIgnoringNewLines("catwalk: there is no push 999999");
    }

    @Test
    void aTestPushReportsWhatBecameOfIt() throws Exception {
        // given
        relaySink.reset();

        // when
        Ran accepted = run(() -> relays.test("events"));
        relaySink.answer(Receivers.Answer.of(410, ""));
        Ran gone = run(() -> relays.test("plain"));
        Ran unknown = run(() -> relays.test("other"));

        // then
        assertThat(accepted.out()).isEqualToIgnoringNewLines("events accepted the push");
        assertThat(relaySink.received("/events/")).hasSize(1);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err())
                .startsWith("catwalk: plain did not accept the push: ")
                .contains("410");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("relay other is not configured; configured are: events, messages, plain");
    }

    private static final String HOLD = """
            with received as (
              insert into app.push_event (component_appid, about_appid, type, digest, body, issued_at, received_at)
              values (?, ?, 'authorized', 'x', 'x', '2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z') returning push_event_id)
            insert into app.push_delivery
              (push_event_id, channel, state, attempts, failures, next_attempt_at, delivered_at, last_error)
            select push_event_id, channel, state, attempts, attempts, next_attempt_at, delivered_at, last_error
            from received cross join (values
              ('events', 'dead', 10, null::timestamptz, null::timestamptz, 'status 500'),
              ('plain', 'pending', 1, timestamptz '2026-11-22T10:05:00Z', null, 'status 503'),
              ('gone', 'delivered', 1, null, now(), null)
            ) as delivery (channel, state, attempts, next_attempt_at, delivered_at, last_error)
            """;

    private void holdPushes() {
        worker.jdbi().useHandle(handle -> handle.execute(HOLD, Worker.COMPONENT.value(), STRANGER));
    }

    private static final String RAISE = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              values ('platform.stopped', ?, '2026-11-22T10:00:00Z', '{"reason": "test"}') returning alert_id)
            insert into app.alert_delivery (alert_id, channel, state, attempts, failures, next_attempt_at, delivered_at, last_error)
            select alert_id, channel, state, attempts, attempts, next_attempt_at, delivered_at, last_error
            from raised cross join (values
              ('webhook', 'dead', 10, null::timestamptz, null::timestamptz, 'status 500'),
              ('wecom', 'pending', 1, timestamptz '2026-11-22T10:05:00Z', null, 'errcode 93000'),
              ('feishu', 'delivered', 1, null, now(), null)
            ) as delivery (channel, state, attempts, next_attempt_at, delivered_at, last_error)
            """;

    private void raise() {
        worker.jdbi().useHandle(handle -> {
            handle.execute("truncate app.alert cascade");
            handle.execute(
                    "insert into app.alert_channel (channel, disabled_at, disabled_address) values ('webhook', now(), 'x')");
            handle.execute(RAISE, Worker.COMPONENT.value());
        });
    }

    private Ran walk(String... merchants) throws Exception {
        List<MerchantAppId> appids =
                Stream.of(merchants).map(MerchantAppId::new).toList();
        return run(() -> walk.run(new WalkRun.Request(WalkScope.ALL, Optional.empty(), appids)));
    }

    private static int sumOfOutcomes(String ledger) {
        return Arrays.stream(ledger.split("\\R"))
                .filter(line -> line.matches("[a-z_]+ +\\d+") && !line.startsWith("total"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .sum();
    }
}
