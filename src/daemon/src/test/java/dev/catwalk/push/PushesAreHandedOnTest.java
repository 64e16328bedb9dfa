package dev.catwalk.push;

import static dev.catwalk.push.PushEvents.MERCHANT;
import static dev.catwalk.push.SignedPush.COMPONENT;
import static dev.catwalk.push.SignedPush.KEY;
import static dev.catwalk.push.SignedPush.TOKEN;
import static dev.catwalk.push.SignedPush.aPush;
import static dev.catwalk.push.SignedPush.anEnvelope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.delivery.Attempts;
import dev.catwalk.delivery.Claim;
import dev.catwalk.delivery.Deliveries;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.relay.CustomerMessages;
import dev.catwalk.relay.Relay;
import dev.catwalk.relay.RelayDesk;
import dev.catwalk.schedule.Upkeep;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers.Answer;
import dev.catwalk.testing.RelaySink;
import dev.catwalk.testing.RelaySink.Received;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.chanjar.weixin.common.util.crypto.SHA1;
import me.chanjar.weixin.open.api.impl.WxOpenInMemoryConfigStorage;
import me.chanjar.weixin.open.bean.message.WxOpenXmlMessage;
import me.chanjar.weixin.open.util.WxOpenCryptUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PushesAreHandedOnTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;
    private static final String EVENTS = "push/" + COMPONENT;
    private static final String MESSAGES = EVENTS + "/" + MERCHANT;

    @Inject
    Worker worker;

    @Inject
    PushDesk desk;

    @Inject
    RelayDesk relays;

    @Inject
    RelaySink sink;

    @Inject
    Redrive redrive;

    @Inject
    Deliveries deliveries;

    @Inject
    Attempts attempts;

    @Inject
    PushInbox inbox;

    @Inject
    Upkeep upkeep;

    @Inject
    MeterRegistry registry;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final WxOpenInMemoryConfigStorage oldSystem = new WxOpenInMemoryConfigStorage();

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(1));
        sink.reset();
        oldSystem.setComponentAppId(COMPONENT);
        oldSystem.setComponentToken(TOKEN);
        oldSystem.setComponentAesKey(KEY);
    }

    @AfterEach
    void end() {
        client.close();
        sink.reset();
    }

    @Test
    void authorizationEventIsHandedOnAsThePlatformWouldSendItNow() {
        // given
        String content = PushEvents.authorizationWithCode("authorized", MERCHANT);
        send(EVENTS, aPush(content));
        CLOCK.advance(Duration.ofMinutes(7));

        // when
        relays.deliver();

        // then: WxJava, with the component's token and key, takes it for the platform's
        Received push = sink.received("/events/").getFirst();
        Map<String, String> query = push.query();
        assertThat(push.path()).isEqualTo("/events/" + COMPONENT);
        assertThat(query)
                .containsEntry("from", "catwalk")
                .containsEntry("encrypt_type", "aes")
                .containsEntry("timestamp", Long.toString(CLOCK.instant().getEpochSecond()))
                .containsEntry("signature", SHA1.gen(TOKEN, query.get("timestamp"), query.get("nonce")));
        WxOpenXmlMessage message = WxOpenXmlMessage.fromEncryptedXml(
                push.body(), oldSystem, query.get("timestamp"), query.get("nonce"), query.get("msg_signature"));
        assertThat(message.getInfoType()).isEqualTo("authorized");
        assertThat(message.getAuthorizerAppid()).isEqualTo(MERCHANT);
        assertThat(message.getAuthorizationCode()).isEqualTo("queryauthcode@@@SIMULATED");
        assertThat(decrypted(push)).isEqualTo(content);
        assertThat(worker.rows("select * from reporting.push_relay where relay = 'events'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(
                                entry("component_appid", COMPONENT),
                                entry("merchant_appid", MERCHANT),
                                entry("event", "authorized"),
                                entry("state", "delivered"),
                                entry("attempts", 1)));
    }

    @Test
    void eventOfAMerchantIsHandedOnToTheAddressOfTheMerchantToo() {
        // given
        String content = PushEvents.event("wxa_category_audit");
        send(MESSAGES, aPush(content));

        // when
        relays.deliver();

        // then
        Received push = sink.received("/messages/").getFirst();
        assertThat(push.path()).isEqualTo("/messages/" + MERCHANT);
        assertThat(push.query()).containsEntry("openid", "oSIMULATED0000000000000000000");
        assertThat(push.body()).contains("<ToUserName><![CDATA[gh_5a5a5a5a5a5a]]></ToUserName>");
        assertThat(decrypted(push)).isEqualTo(content);
    }

    @Test
    void plainFormIsSignedLikeTheWebhook() throws Exception {
        // given
        String content = PushEvents.fastRegistration(MERCHANT, 1);
        send(EVENTS, aPush(content));

        // when
        relays.deliver();

        // then
        Received push = sink.received("/plain").getFirst();
        Map<String, String> headers = push.headers();
        assertThat(headers.get("webhook-signature"))
                .isEqualTo(new Webhook(RelaySink.SECRET)
                        .sign(
                                headers.get("webhook-id"),
                                Long.parseLong(headers.get("webhook-timestamp")),
                                push.body()));
        JsonNode message = new ObjectMapper().readTree(push.body());
        assertThat(message.get("type").asText()).isEqualTo("push.notify_third_fasteregister");
        assertThat(message.at("/data/push_id").asText())
                .isEqualTo(push.headers().get("webhook-id"));
        assertThat(message.at("/data/component_appid").asText()).isEqualTo(COMPONENT);
        assertThat(message.at("/data/xml").asText()).isEqualTo(content);
    }

    @Test
    void eachRelayGetsWhatItAskedForAndTicketsOnlyWhenItDid() {
        // when
        send(EVENTS, aPush(PushEvents.ticket("ticket@@@one", CLOCK.instant().getEpochSecond())));
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        send(EVENTS, aPush(PushEvents.authorization("something_of_next_year", MERCHANT)));
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        send(MESSAGES, aPush(PushEvents.event("weapp_audit_success")));
        send(MESSAGES, aPush(PushEvents.event("subscribe")));
        send(MESSAGES, aPush(PushEvents.customerMessage("hello")));

        // then
        assertThat(worker.rows("select relay || ' ' || event as it from reporting.push_relay"))
                .extracting(row -> row.get("it"))
                .containsExactlyInAnyOrder(
                        "plain component_verify_ticket",
                        "events unauthorized",
                        "events something_of_next_year",
                        "events weapp_audit_success",
                        "messages weapp_audit_success");
    }

    @Test
    void overheardTicketIsNeitherHandedOnNorStored() {
        // when
        send(
                EVENTS,
                aPush(PushEvents.ticket("ticket@@@old", 1_700_000_000))
                        .withTimestamp(CLOCK.instant().minus(Duration.ofDays(2)).getEpochSecond()));

        // then
        assertThat(worker.rows("select from app.push_event")).isEmpty();
        assertThat(worker.rows("select from app.push_delivery")).isEmpty();
    }

    @Test
    void anOverheardPushIsStoredAndHandedOnOnceWhateverAddressItIsSentTo() {
        // given
        SignedPush ticket =
                aPush(PushEvents.ticket("ticket@@@one", CLOCK.instant().getEpochSecond()));
        SignedPush event = aPush(PushEvents.event("weapp_audit_success"));
        SignedPush message = aPush(PushEvents.customerMessage("hi"));
        SignedPush forged = aPush(PushEvents.customerMessage("hi]]></Content>"
                + "<InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>ticket@@@forged"
                + "</ComponentVerifyTicket><Content><![CDATA["));
        send(EVENTS, ticket);
        send(MESSAGES, event);
        CLOCK.advance(Duration.ofMinutes(1));

        // when
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        for (String address : List.of(MESSAGES, EVENTS + "/x1", EVENTS + "/x2")) {
            answers.add(send(address, ticket));
            answers.add(send(address, event));
        }
        for (SignedPush push : List.of(event, message, forged)) {
            answers.add(send(EVENTS, push));
        }

        // then
        assertThat(answers).allSatisfy(answer -> assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("success"));
        assertThat(worker.rows("select type from app.push_event order by push_event_id"))
                .extracting(row -> row.get("type"))
                .containsExactly("component_verify_ticket", "weapp_audit_success");
        assertThat(worker.rows("select relay || ' ' || event as it from reporting.push_relay"))
                .extracting(row -> row.get("it"))
                .containsExactlyInAnyOrder(
                        "plain component_verify_ticket", "events weapp_audit_success", "messages weapp_audit_success");
        Awaitility.await("for the doctor, in another process")
                .until(() -> !worker.rows("select from app.push_refusal where reason = 'other_address'")
                        .isEmpty());
    }

    @Test
    void aTicketIsNotHandedOnAfterANewerOneOrWhenItHasExpired() {
        // given: a receiver that takes none of three tickets
        sink.answer(Answer.of(500, ""));
        for (String ticket : List.of("ticket@@@one", "ticket@@@two", "ticket@@@three")) {
            send(EVENTS, aPush(PushEvents.ticket(ticket, CLOCK.instant().getEpochSecond())));
            awaitTicketOfNow();
            relays.deliver();
            CLOCK.advance(Duration.ofMinutes(10));
        }
        int attempts = sink.received("/plain").size();

        // when
        sink.answer(Answer.of(200, ""));
        relays.deliver();
        send(EVENTS, aPush(PushEvents.ticket("ticket@@@four", CLOCK.instant().getEpochSecond())));
        awaitTicketOfNow();
        CLOCK.advance(Duration.ofHours(12));
        relays.deliver();

        // then
        assertThat(sink.received("/plain").subList(attempts, attempts + 1))
                .singleElement()
                .satisfies(push -> assertThat(push.body()).contains("ticket@@@three"));
        assertThat(sink.received("/plain")).hasSize(attempts + 1);
        assertThat(worker.rows("select state from reporting.push_relay where relay = 'plain' order by push_id"))
                .extracting(row -> row.get("state"))
                .containsExactly("withdrawn", "withdrawn", "delivered", "withdrawn");
    }

    private void awaitTicketOfNow() {
        long now = CLOCK.instant().getEpochSecond();
        Awaitility.await().until(() -> desk.ticketIssuedAt()
                .filter(at -> at.getEpochSecond() == now)
                .isPresent());
    }

    @Test
    void whatIsNotAcceptedIsSentAgainUntilItIsDeadAndThenWhenItIsRedriven() throws Exception {
        // given
        sink.answer(Answer.of(500, ""));
        send(EVENTS, aPush(PushEvents.fastRegistration(MERCHANT, 1)));

        // when
        for (int i = 0; i < 10; i++) {
            CLOCK.advance(Duration.ofHours(30));
            relays.deliver();
        }

        // then: the pause after a failure is never longer than 29 hours, and the inbox has not let go of the push
        assertThat(worker.rows("select * from reporting.push_relay where relay = 'plain'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("state", "dead"), entry("attempts", 10), entry("last_error", "status 500")));

        // when
        sink.answer(Answer.of(200, ""));
        assertThat(redrive.all(DeliveryTable.PUSHES, "plain")).isEqualTo(1);
        relays.deliver();

        // then: always the same id
        assertThat(worker.rows("select state from reporting.push_relay where relay = 'plain'"))
                .containsExactly(Map.of("state", "delivered"));
        assertThat(sink.received("/plain"))
                .hasSize(11)
                .extracting(push -> push.headers().get("webhook-id"))
                .containsOnly(sink.received("/plain").getFirst().headers().get("webhook-id"));
        assertThat(worker.rows("select from app.push_attempt where channel = 'plain'"))
                .hasSize(11);
    }

    @Test
    void aDatabaseThatGoesAwayBeforeAPushIsSentCostsTheReceiverNoAttempt() throws Exception {
        // given
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        Relay relay = relays.named("events");
        Claim claim = deliveries.claimOne(relay, Duration.ofMinutes(1)).orElseThrow();

        // when
        assertThatThrownBy(() -> attempts.make(claim, relay, () -> {
                    throw new IllegalStateException(new SQLException("shutting down", "57P01"));
                }))
                .hasRootCauseInstanceOf(SQLException.class);

        // then
        assertDeliveredByTheFirstAttempt();
    }

    @Test
    void aProcessThatWasAsleepSendsNothingWhoseClaimMayEndMeanwhile() throws Exception {
        // given
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        Relay relay = relays.named("events");
        Claim claim = deliveries.claimOne(relay, Duration.ofSeconds(1)).orElseThrow();

        // when
        attempts.make(claim, relay, () -> {
            throw new AssertionError("it was sent");
        });

        // then
        assertDeliveredByTheFirstAttempt();
    }

    private void assertDeliveredByTheFirstAttempt() {
        relays.deliver();
        assertThat(worker.rows("select state, attempts, last_error from reporting.push_relay where relay = 'events'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("state", "delivered"), entry("attempts", 1), entry("last_error", null)));
    }

    @Test
    void noPushWaitsLongerBecauseTheDatabasesClockWasSetBack() {
        // given: one that failed, and one that is new
        sink.answer(Answer.of(500, ""));
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        relays.deliver();
        sink.answer(Answer.of(200, ""));
        send(EVENTS, aPush(PushEvents.authorization("updateauthorized", MERCHANT)));

        // when
        CLOCK.setBack(Duration.ofHours(1), () -> {
            upkeep.activate();
            relays.deliver();
        });

        // then
        assertThat(worker.rows("select state from reporting.push_relay where relay = 'events'"))
                .extracting(row -> row.get("state"))
                .containsExactly("delivered", "delivered");
    }

    @Test
    void receiverThatIsGoneGetsNothingAnyMore() {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("insert into app.alert_channel values ('relay:events')"));
        sink.answer(Answer.of(410, ""));
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        relays.deliver();

        // when
        send(EVENTS, aPush(PushEvents.authorization("updateauthorized", MERCHANT)));
        CLOCK.advance(Duration.ofMinutes(10));
        relays.deliver();

        // then
        assertThat(sink.received("/events/")).hasSize(1);
        assertThat(worker.rows("select state from reporting.push_relay where relay = 'events'"))
                .extracting(row -> row.get("state"))
                .containsExactly("dead", "dead");
    }

    @Test
    void pushOfANodeThatDiedWhileSendingIsSentByAnother() throws Exception {
        // given: a node that sends, and is never heard of again
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        sink.answer(exchange -> {
            sending.countDown();
            await(dead);
            exchange.sendResponseHeaders(200, -1);
        });
        send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        Thread node = relays.deliverOne("events");
        sending.await();

        // when
        sink.answer(Answer.of(200, "success"));
        relays.deliver();
        assertThat(sink.received("/events/")).as("not while the claim lasts").hasSize(1);
        CLOCK.advance(Duration.ofSeconds(16));
        relays.deliver();

        // then: at least once, and what the first node had to say counts for nothing any more
        dead.countDown();
        node.join();
        assertThat(sink.received("/events/")).hasSize(2);
        assertThat(worker.rows("select state, attempts from reporting.push_relay where relay = 'events'"))
                .containsExactly(Map.of("state", "delivered", "attempts", 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void pushStaysAsLongAsAConfiguredRelayWaitsForItAndNoLonger() {
        // given
        send(EVENTS, aPush(PushEvents.authorization("something_of_next_year", MERCHANT)));
        CLOCK.advance(Duration.ofDays(8));

        // when
        int whilePending = inbox.removeReceivedBefore(CLOCK.instant().minus(Duration.ofDays(7)));
        relays.deliver();
        int whenDelivered = inbox.removeReceivedBefore(CLOCK.instant().minus(Duration.ofDays(7)));

        // then
        assertThat(whilePending).isZero();
        assertThat(whenDelivered).isEqualTo(1);
        assertThat(worker.rows("select from app.push_delivery")).isEmpty();

        // when: a relay that was taken out of the configuration
        send(EVENTS, aPush(PushEvents.authorization("something_of_next_year", MERCHANT)));
        desk.execute("update app.push_delivery set channel = 'no_more'");
        CLOCK.advance(Duration.ofDays(8));

        // then
        assertThat(inbox.removeReceivedBefore(CLOCK.instant().minus(Duration.ofDays(7))))
                .isEqualTo(1);
    }

    @Test
    void customersMessageIsAnsweredByItsReceiverByteForByteAndNeverStored() {
        // given
        String reply = "<xml><Encrypt><![CDATA[é+/=]]></Encrypt>\r\n</xml>\n";
        sink.answer(Answer.of(200, reply));

        // when
        HttpResponse<byte[]> answer = send(MESSAGES, aPush(PushEvents.customerMessage("你好")));

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(reply.getBytes(UTF_8));
        Received message = sink.received("/messages/" + MERCHANT).getFirst();
        assertThat(decrypted(message)).contains("你好");
        assertThat(worker.rows("select from app.push_event")).isEmpty();
    }

    @Test
    void customersMessageIsEncryptedWithTheKeyThatOpenedItSinceItsAnswerMustBe() {
        // given
        byte[] content = PushEvents.customerMessage("hello").getBytes(UTF_8);

        // when
        send(MESSAGES, anEnvelope(EnvelopeWriter.encrypt(CatwalkTestResource.PREVIOUS_AES_KEY, content, COMPONENT)));

        // then
        oldSystem.setComponentAesKey(CatwalkTestResource.PREVIOUS_AES_KEY);
        assertThat(decrypted(sink.received("/messages/").getFirst())).contains("hello");
    }

    @Test
    void aMessageThatAMirrorSendsBackToUsIsNotHandedOnAgain() {
        // given
        List<String> sentBack = new CopyOnWriteArrayList<>();
        sink.answer(exchange -> {
            Received message = sink.received("/messages/").getLast();
            sentBack.add(new String(send(request(message)).body(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
        });

        // when
        send(MESSAGES, aPush(PushEvents.customerMessage("hello")));

        // then
        assertThat(sentBack).containsExactly("success");
        assertThat(sink.received("/messages/")).hasSize(1);
    }

    private HttpRequest request(Received message) {
        String query = message.query().entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(desk.server().resolve("/" + MESSAGES + "?" + query))
                .header("User-Agent", message.headers().get("user-agent"))
                .POST(BodyPublishers.ofString(message.body()))
                .build();
    }

    @Test
    void customersMessageIsAcknowledgedWhenItsReceiverFails() {
        // given
        sink.answer(Answer.of(500, "trouble"));

        // when
        HttpResponse<byte[]> failed = send(MESSAGES, aPush(PushEvents.customerMessage("one")));
        sink.answer(Answer.of(200, "x".repeat(1 << 20)));
        HttpResponse<byte[]> tooLarge = send(MESSAGES, aPush(PushEvents.customerMessage("two")));
        sink.stop();
        HttpResponse<byte[]> away = send(MESSAGES, aPush(PushEvents.customerMessage("three")));

        // then
        assertThat(Stream.of(failed, tooLarge, away)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo("success");
        });
    }

    @Test
    void receiverThatHangsCostsNoOtherPushAnything() throws Exception {
        // given
        CountDownLatch patience = new CountDownLatch(1);
        sink.answer(exchange -> await(patience));
        double overload = messages("overload");
        double failed = messages("failed");
        List<CompletableFuture<HttpResponse<byte[]>>> customers = new ArrayList<>();

        // when: as many as are held up at once, and when they are, some more
        IntStream.range(0, 64)
                .forEach(i -> customers.add(sendAsync(MESSAGES, aPush(PushEvents.customerMessage("message " + i)))));
        Awaitility.await().until(() -> sink.received("/messages/").size() == 64);
        IntStream.range(64, 68)
                .forEach(i -> customers.add(sendAsync(MESSAGES, aPush(PushEvents.customerMessage("message " + i)))));
        Awaitility.await().until(() -> messages("overload") - overload == 4);
        long begunAt = System.nanoTime();
        HttpResponse<byte[]> ordinary = send(EVENTS, aPush(PushEvents.authorization("unauthorized", MERCHANT)));
        Duration taken = Duration.ofNanos(System.nanoTime() - begunAt);

        // then: all are acknowledged, in one round of four and a half seconds
        assertThat(ordinary.statusCode()).isEqualTo(200);
        assertThat(taken).isLessThan(Duration.ofSeconds(4));
        for (CompletableFuture<HttpResponse<byte[]>> customer : customers) {
            assertThat(new String(customer.get().body(), UTF_8)).isEqualTo("success");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begunAt)).isLessThan(Duration.ofSeconds(8));
        assertThat(messages("failed") - failed).isEqualTo(64);
        patience.countDown();
    }

    @Test
    void receiverThatHangsCostsTheCustomersOfAnotherComponentNothing() {
        // given
        ComponentAppId hanging = new ComponentAppId("wx1111111111111111");
        ComponentAppId other = new ComponentAppId("wx2222222222222222");
        MerchantAppId merchant = new MerchantAppId(MERCHANT);
        EnvelopeKey key = new EnvelopeKey(new Secret(KEY));
        CountDownLatch patience = new CountDownLatch(1);
        sink.answer(exchange -> {
            if (exchange.getRequestURI().getPath().contains(hanging.value())) {
                await(patience);
            }
            Answer.of(200, "a reply").to(exchange);
        });
        CustomerMessages messages = relays.customersOf(hanging, other);
        for (int i = 0; i < 64; i++) {
            Thread.ofVirtual().start(() -> messages.handOn(hanging, merchant, new byte[0], key));
        }
        Awaitility.await().until(() -> sink.received("/" + hanging.value()).size() == 64);

        // when
        Optional<byte[]> reply = messages.handOn(other, merchant, new byte[0], key);

        // then
        patience.countDown();
        assertThat(reply)
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("a reply"));
    }

    private double messages(String result) {
        return registry.counter("catwalk.relay.messages", "relay", "messages", "result", result)
                .count();
    }

    private String decrypted(Received push) {
        return new WxOpenCryptUtil(oldSystem)
                .decryptXml(
                        push.query().get("msg_signature"),
                        push.query().get("timestamp"),
                        push.query().get("nonce"),
                        push.body());
    }

    private HttpResponse<byte[]> send(String path, SignedPush push) {
        return send(request(path, push));
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<HttpResponse<byte[]>> sendAsync(String path, SignedPush push) {
        return client.sendAsync(request(path, push), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, SignedPush push) {
        SignedQuery query = push.query();
        return HttpRequest.newBuilder(desk.server()
                        .resolve("/" + path + "?signature=ignored&timestamp=" + query.timestamp() + "&nonce="
                                + query.nonce() + "&encrypt_type=aes&msg_signature=" + query.signature()))
                .POST(BodyPublishers.ofByteArray(push.body()))
                .build();
    }
}
