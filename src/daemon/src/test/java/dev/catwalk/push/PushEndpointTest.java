package dev.catwalk.push;

import static dev.catwalk.push.PushEvents.MERCHANT;
import static dev.catwalk.push.SignedPush.COMPONENT;
import static dev.catwalk.push.SignedPush.KEY;
import static dev.catwalk.push.SignedPush.aPush;
import static dev.catwalk.push.SignedPush.anEnvelope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.catwalk.platform.SignedQuery;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.IntStream;
import me.chanjar.weixin.common.util.crypto.SHA1;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PushEndpointTest {
    static final int LIMIT = 64 * 1024;
    static final String NEWS = PushEvents.authorization("something_of_next_year", MERCHANT);
    static final String EVENTS = "/push/" + COMPONENT;
    static final String MESSAGES = EVENTS + "/" + MERCHANT;

    @Inject
    PushDesk desk;

    @Inject
    Worker worker;

    @Inject
    MeterRegistry registry;

    @Inject
    Vertx vertx;

    @Inject
    PushEndpoint endpoint;

    @Inject
    RefusalLog refusalLog;

    @TestHTTPResource(value = "/health/live", management = true)
    URI liveness;

    URI server;

    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(1));
        server = desk.server();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aPushIsStoredAndThenAnsweredWithSevenBytes() {
        // when
        HttpResponse<byte[]> answer = send(EVENTS, aPush(NEWS));

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body()).isEqualTo(new byte[] {'s', 'u', 'c', 'c', 'e', 's', 's'});
        assertThat(desk.rows()).extracting(PushDesk.Row::type).containsExactly("something_of_next_year");
    }

    @Test
    void anUnknownTypeIsKeptAndLeftAlone() {
        // when
        send(EVENTS, aPush(NEWS));
        send(MESSAGES, aPush(PushEvents.event("weapp_audit_success")));
        send(EVENTS, aPush("<xml><A>01234567</A></xml>"));

        // then
        assertThat(desk.rows()).hasSize(3).allSatisfy(row -> {
            assertThat(row.processedAt()).isPresent();
            assertThat(row.attempts()).isZero();
        });
        assertThat(desk.rows())
                .extracting(PushDesk.Row::type)
                .containsExactly("something_of_next_year", "weapp_audit_success", "unknown");
    }

    @Test
    void aCustomersMessageIsAcknowledgedAndNotKept() {
        // given
        double before = count("other", "ignored");

        // when
        HttpResponse<byte[]> answer = send(MESSAGES, aPush(PushEvents.customerMessage("hello")));

        // then
        assertThat(text(answer)).isEqualTo("success");
        assertThat(desk.rows()).isEmpty();
        assertThat(count("other", "ignored")).isEqualTo(before + 1);
    }

    @Test
    void theSameContentIsKeptOnceHoweverItComes() {
        // given
        double before = count("other", "duplicate");
        SignedPush push = aPush(NEWS);

        // when
        List<HttpResponse<byte[]>> answers = List.of(
                send(EVENTS, push),
                send(EVENTS, push),
                send(EVENTS, push.withNonce("another")),
                send(
                        EVENTS,
                        anEnvelope(EnvelopeWriter.encrypt(KEY, "fedcba9876543210", NEWS.getBytes(UTF_8), COMPONENT))));

        // then
        assertThat(answers).allSatisfy(answer -> assertThat(text(answer)).isEqualTo("success"));
        assertThat(desk.rows()).hasSize(1);
        assertThat(count("other", "duplicate")).isEqualTo(before + 3);
    }

    static final List<String> CONTENT_TYPES = List.of(
            "text/xml",
            "text/xml; charset=GBK",
            "application/xml",
            "application/json",
            "text/plain",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "nonsense",
            "/",
            ";;;");

    @ParameterizedTest
    @FieldSource("CONTENT_TYPES")
    void theContentTypeSaysNothing(String contentType) {
        // given
        SignedPush push = aPush(NEWS);

        // when
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(address(EVENTS, push.query()))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(push.body())));

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("success");
        assertThat(desk.rows()).hasSize(1);
    }

    static final List<String> ODD = List.of(
            "",
            "not a document",
            "{\"InfoType\":\"authorized\"}",
            NEWS.replace(COMPONENT, "wxbbd3f07e2945cf2a"),
            PushEvents.customerMessage("\u001d"),
            PushEvents.customerMessage("x")
                    .replace("text", "miniprogrampage")
                    .replace("<MsgId>", "<AppId>wxaaaaaaaaaaaaaaaa</AppId><MsgId>"));

    @ParameterizedTest
    @FieldSource("ODD")
    void whatIsSignedAndOpensIsAcknowledgedOnEitherAddress(String content) {
        // when
        List<String> answers = List.of(text(send(EVENTS, aPush(content))), text(send(MESSAGES, aPush(content))));

        // then
        assertThat(answers).containsExactly("success", "success");
        assertThat(desk.rows()).allSatisfy(row -> assertThat(row.processedAt()).isPresent());
        assertThat(desk.ticketIssuedAt()).isEmpty();
        assertThat(desk.merchants()).isEmpty();
    }

    @Test
    void aCustomerWhoClosesTheCdataOfAMessageForgesNoTicket() {
        // given
        String forged = PushEvents.customerMessage("hi]]></Content><InfoType>component_verify_ticket</InfoType>"
                + "<ComponentVerifyTicket>ticket@@@forged</ComponentVerifyTicket><Content><![CDATA[");

        // when
        HttpResponse<byte[]> answer = send(MESSAGES, aPush(forged));

        // then
        assertThat(text(answer)).isEqualTo("success");
        assertThat(desk.rows()).isEmpty();
    }

    static final List<SignedPush> FORGED = List.of(
            aPush(NEWS).withToken("guessed"),
            anEnvelope("AAAA"),
            anEnvelope(EnvelopeWriter.encrypt(KEY, NEWS.getBytes(UTF_8), "wxbbd3f07e2945cf2a")),
            aPush(NEWS).withOuterAppId("wxbbd3f07e2945cf2a"));

    @ParameterizedTest
    @FieldSource("FORGED")
    void whatIsNotThePlatformsChangesNothing(SignedPush push) {
        // when
        HttpResponse<byte[]> answer = send(EVENTS, push);

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
        assertThat(desk.rows()).isEmpty();
    }

    @Test
    void theQueryOfAGenuinePushDoesNotCarryAnotherBody() {
        // given
        SignedPush genuine = aPush(NEWS);
        SignedPush another = aPush(PushEvents.authorization("unauthorized", MERCHANT));

        // when
        HttpResponse<byte[]> answer = post(address(EVENTS, genuine.query()), another.body());

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(desk.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?msg_signature=",
                "?timestamp=1&nonce=1",
                "?msg_signature=1&nonce=1",
                "?signature=x&timestamp=1&nonce=1"
            })
    void aRequestWithoutProofIsRefused(String query) {
        // when
        HttpResponse<byte[]> answer =
                post(server.resolve(EVENTS + query), aPush(NEWS).body());

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aRequestWithoutBodyIsRefused() {
        // when
        HttpResponse<byte[]> answer = post(address(EVENTS, aPush(NEWS).query()), new byte[0]);

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void forgedRequestsChangeNothing() {
        // given
        double before = count("other", "refused_signature");
        SignedPush forged = aPush(NEWS).withToken("guessed");

        // when
        List<Integer> statuses = IntStream.range(0, 100)
                .mapToObj(i -> send(EVENTS, forged.withNonce("n" + i)).statusCode())
                .distinct()
                .toList();

        // then
        assertThat(statuses).containsExactly(403);
        assertThat(desk.rows()).isEmpty();
        assertThat(count("other", "refused_signature")).isEqualTo(before + 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/push/wxbbd3f07e2945cf2a",
                "/push/wxbbd3f07e2945cf2a/" + MERCHANT,
                "/push/%20",
                "/push/" + COMPONENT + "/%24APPID%24",
                "/push/" + COMPONENT + "/wx%0Aforged",
                "/push/" + COMPONENT + "/" + MERCHANT + "/more",
                "/push/" + COMPONENT + "/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "/push"
            })
    void anAddressThatIsNobodysIsNotFound(String path) {
        // when
        HttpResponse<byte[]> answer = send(path, aPush(NEWS));

        // then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(desk.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherMethodsAreNotAllowed(String method) {
        // when
        HttpResponse<byte[]> answer = send(
                HttpRequest.newBuilder(address(EVENTS, aPush(NEWS).query())).method(method, BodyPublishers.noBody()));

        // then
        assertThat(answer.statusCode()).isEqualTo(405);
    }

    @Test
    void aPushOfExactlyTheLimitIsTaken() {
        // given
        SignedPush push = aPush(NEWS);

        // when
        HttpResponse<byte[]> answer = post(address(EVENTS, push.query()), filled(push.body(), LIMIT));
        HttpResponse<byte[]> chunked =
                send(HttpRequest.newBuilder(address(EVENTS, push.query())).POST(chunked(filled(push.body(), LIMIT))));

        // then
        assertThat(text(answer)).isEqualTo("success");
        assertThat(text(chunked)).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, 2 * LIMIT, 15 * LIMIT})
    void aLargerPushIsTooLarge(int length) {
        // given
        SignedPush push = aPush(NEWS);

        // when
        HttpResponse<byte[]> answer = post(address(EVENTS, push.query()), filled(push.body(), length));

        // then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(desk.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, 2 * LIMIT, 15 * LIMIT})
    void aLargerPushThatDoesNotStateItsLengthIsTooLarge(int length) {
        // given
        SignedPush push = aPush(NEWS);

        // when
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(address(EVENTS, push.query())).POST(chunked(filled(push.body(), length))));

        // then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(desk.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNeverEndsIsCutOff(boolean tellsItsLength) throws IOException {
        // given
        SignedPush push = aPush(NEWS);
        String head = "POST " + EVENTS + "?" + address(EVENTS, push.query()).getRawQuery()
                + " HTTP/1.1\r\nHost: localhost\r\n";

        // when
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write((head
                            + (tellsItsLength
                                    ? "Content-Length: 1000000000000\r\n\r\n"
                                    : "Transfer-Encoding: chunked\r\n\r\n"))
                    .getBytes(UTF_8));
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(("10000\r\n" + " ".repeat(LIMIT) + "\r\n").getBytes(UTF_8));
                        }
                    })
                    // then
                    .isInstanceOf(IOException.class);
        }
        assertThat(desk.rows()).isEmpty();
    }

    @Test
    void whatCannotBeStoredIsNotAcknowledged() {
        // given
        desk.execute("alter table app.push_event rename to push_event_away");

        // when
        HttpResponse<byte[]> answer;
        try {
            answer = send(EVENTS, aPush(NEWS));
        } finally {
            desk.execute("alter table app.push_event_away rename to push_event");
        }

        // then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(text(answer)).doesNotContain("success");
        assertThat(text(send(EVENTS, aPush(NEWS)))).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS, MESSAGES, EVENTS + "/%24APPID%24"})
    void anAddressCanBeTriedOut(String path) {
        // given
        String signature = SHA1.gen(SignedPush.TOKEN, "1763800000", "424242");

        // when
        HttpResponse<byte[]> answer = get(path, signature, "&echostr=" + URLEncoder.encode("a<b>&1+1", UTF_8));

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(text(answer)).isEqualTo("a<b>&1+1");
    }

    @Test
    void whoDoesNotKnowTheTokenGetsNoEcho() {
        // given
        String signature = SHA1.gen("guessed", "1763800000", "424242");

        // when
        HttpResponse<byte[]> answer = get(EVENTS, signature, "&echostr=1");

        // then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(get("/push/wxbbd3f07e2945cf2a", signature, "&echostr=1").statusCode())
                .isEqualTo(404);
        assertThat(get(EVENTS, SHA1.gen(SignedPush.TOKEN, "1763800000", "424242"), "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTicketIsKeptAndReadableNowhere() {
        // when
        long now = SettableClock.INSTANCE.instant().getEpochSecond();
        HttpResponse<byte[]> answer = send(EVENTS, aPush(PushEvents.ticket("ticket@@@SIMULATED", now)));

        // then
        assertThat(text(answer)).isEqualTo("success");
        await().untilAsserted(() -> {
            assertThat(desk.ticketIssuedAt()).isPresent();
            assertThat(desk.rows())
                    .allSatisfy(row -> assertThat(row.processedAt()).isPresent());
        });
        assertThat(desk.everything())
                .contains("component_verify_ticket")
                .doesNotContain("ticket@@@")
                .doesNotContain("SIMULATED");
    }

    @Test
    void aTicketThatWasSignedLongerAgoThanADayIsNoNewsHoweverItsQueryIsCut() {
        // given: the signature is over the sorted parts joined, so it holds wherever they are cut
        SettableClock.INSTANCE.advance(Duration.ofMinutes(1));
        long now = SettableClock.INSTANCE.instant().getEpochSecond();
        long longAgo = now - Duration.ofDays(1).toSeconds() - 1;
        SignedPush old = aPush(PushEvents.ticket("ticket@@@OVERHEARD", now)).withTimestamp(longAgo);
        SignedPush ahead = aPush(PushEvents.ticket("ticket@@@AHEAD", now))
                .withTimestamp(now + Duration.ofDays(1).toSeconds() + 1);
        SignedPush another = aPush(PushEvents.ticket("ticket@@@OLD", longAgo))
                .withTimestamp(longAgo)
                .withNonce(Long.toString(now));
        SignedQuery digitMoved = new SignedQuery(
                old.query().signature(), old.timestamp() + "4", old.nonce().substring(1));
        SignedQuery exchanged = new SignedQuery(another.query().signature(), another.nonce(), another.timestamp());

        // when
        List<HttpResponse<byte[]>> answers = List.of(
                send(EVENTS, old),
                send(EVENTS, ahead),
                post(address(EVENTS, digitMoved), old.body()),
                post(address(EVENTS, exchanged), another.body()));

        // then
        assertThat(answers).allSatisfy(answer -> assertThat(text(answer)).isEqualTo("success"));
        assertThat(desk.rows()).isEmpty();
        assertThat(desk.ticketIssuedAt()).isEmpty();
        await("for the doctor, in another process")
                .untilAsserted(() -> assertThat(worker.rows("select reason from app.push_refusal"))
                        .containsExactly(Map.of("reason", "not_of_today")));
    }

    static final List<String> HEADS_WITHOUT_HOST = List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "POST " + EVENTS + "?a=b HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a b:c:d\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "nonsense\r\n\r\n");

    @ParameterizedTest
    @FieldSource("HEADS_WITHOUT_HOST")
    void aRequestThatIsNoneIsBadAndLeavesNoLine(String head) throws IOException {
        try (RecordedLog log = new RecordedLog("")) {
            // when
            String answer = exchange(head);

            // then
            assertThat(answer).matches("(?s)HTTP/1.. 400 .*");
            assertThat(log.lines(Level.WARNING)).isEmpty();
            assertThat(log.lines(Level.SEVERE)).isEmpty();
        }
    }

    @Test
    void whoIsNotWantedHearsSoBeforeABodyIsSent() throws IOException {
        // given
        String tail = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65000\r\n\r\n";

        // when
        List<String> answers = List.of(
                exchange("POST /push/nobody" + tail),
                exchange("POST " + EVENTS + tail),
                exchange("POST " + EVENTS + "?msg_signature=a&timestamp=1&nonce=1" + tail.replace("65000", "65537")));

        // then
        assertThat(answers).extracting(answer -> answer.substring(9, 12)).containsExactly("404", "403", "413");
    }

    @Test
    void aPushWhoseConnectionBreaksOffIsIncompleteAndNotTooLarge() throws IOException {
        // given
        double before = count("other", "refused_incomplete");
        double tooLarge = count("other", "refused_size");

        // when
        try (Socket socket = stalled()) {
            socket.getOutputStream().write('x');
        }

        // then
        await().untilAsserted(
                        () -> assertThat(count("other", "refused_incomplete")).isEqualTo(before + 1));
        assertThat(count("other", "refused_size")).isEqualTo(tooLarge);
    }

    @Test
    void thousandsThatStallCostAnHonestPushNothing() throws IOException {
        // given
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 1_500; i++) {
                Socket socket = stalled();
                stalled.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[64_900]);
                }
            }

            // when
            HttpResponse<byte[]> answer = send(EVENTS, aPush(NEWS));

            // then
            assertThat(text(answer)).isEqualTo("success");
            assertThat(count("other", "refused_overload")).isPositive();
            assertThat(send(HttpRequest.newBuilder(liveness)).statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void aConnectionThatEndsBeforeItsAnswerIsNotKeptInPlaceOfOthers() throws Exception {
        // given: one that ends while its push, which fails, is being stored
        PushPort.Limits limits =
                new PushPort.Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
        int port = new PushPort(vertx, endpoint, refusalLog, "", 0).open("127.0.0.1", 0, limits);
        double before = count("other", "not_stored");
        desk.execute(
                "create function app.fail() returns trigger language plpgsql as 'begin raise exception ''no''; end'");
        desk.execute("create trigger fail before insert on app.push_event for each row execute function app.fail()");
        try (Handle other = worker.jdbi().open().begin()) {
            other.execute("lock table app.push_event in share row exclusive mode");
            try (Socket ended = new Socket("127.0.0.1", port)) {
                ended.getOutputStream().write(request(aPush(NEWS)));
                await().until(() -> worker.waitingFor("push_event") > 0);
            }
            anotherRequestIsAnswered(port);
            other.rollback();
        } finally {
            desk.execute("drop function app.fail() cascade");
        }
        await().until(() -> count("other", "not_stored") > before);
        anotherRequestIsAnswered(port);

        // when
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i <= 1_000; i++) {
                sockets.add(new Socket("127.0.0.1", port));
            }

            // then
            sockets.getFirst().setSoTimeout(5_000);
            assertThat(sockets.getFirst().getInputStream().read())
                    .as("the oldest gives way to the last")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** So what happened on the port's loop before has been noticed. */
    private static void anotherRequestIsAnswered(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET /nobody HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            assertThat(answer(socket)).startsWith("HTTP/1.1 404");
        }
    }

    static final String HEAD = "POST " + EVENTS + "?msg_signature=a&timestamp=1&nonce=1 HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Length: 65000\r\n\r\n";

    @Test
    void aHeadAndABodyHaveTenSecondsEach() {
        assertThat(PushPort.LIMITS)
                .isEqualTo(new PushPort.Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(75)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST / HT", HEAD + "<xml>"})
    void aHeadAndABodyAreWaitedForOnlySoLongThoughSomeOfThemKeepsComing(String begun) throws IOException {
        // given
        PushPort.Limits limits =
                new PushPort.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));
        int port = new PushPort(vertx, endpoint, refusalLog, "", 0).open("127.0.0.1", 0, limits);

        // when
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(begun.getBytes(UTF_8));
            String end = dripUntilClosed(socket, begun.isEmpty() ? "" : "x");

            // then
            assertThat(end).matches(begun.startsWith(HEAD) ? "(?s)HTTP/1.1 408 .*" : "");
        }
    }

    @Test
    void aConnectionThatHasBroughtAPushMayRestForLonger() throws IOException {
        // given
        PushPort.Limits limits =
                new PushPort.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));
        int port = new PushPort(vertx, endpoint, refusalLog, "", 0).open("127.0.0.1", 0, limits);
        byte[] request = request(aPush(NEWS));

        // when
        try (Socket proven = new Socket("127.0.0.1", port);
                Socket stranger = new Socket("127.0.0.1", port)) {
            proven.getOutputStream().write(request);
            String first = answer(proven);
            // Twice what a stranger has.
            dripUntilClosed(stranger, "");
            try (Socket another = new Socket("127.0.0.1", port)) {
                dripUntilClosed(another, "");
            }
            proven.getOutputStream().write(request);
            String second = answer(proven);

            // then
            assertThat(List.of(first, second)).allMatch(answer -> answer.endsWith("success"));
        }
    }

    private byte[] request(SignedPush push) {
        URI address = address(EVENTS, push.query());
        return ("POST " + address.getPath() + "?" + address.getRawQuery()
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + push.body().length + "\r\n\r\n"
                        + new String(push.body(), UTF_8))
                .getBytes(UTF_8);
    }

    /** Sends this again and again until the other end closes. @return what came back */
    private static String dripUntilClosed(Socket socket, String drop) throws IOException {
        socket.setSoTimeout(20);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int drops = 0; drops < 500; drops++) {
            try {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return answer.toString(UTF_8);
                }
                answer.write(next);
            } catch (SocketTimeoutException e) {
                sendUnlessClosed(socket, drop);
            } catch (SocketException e) {
                return answer.toString(UTF_8);
            }
        }
        throw new AssertionError("it stays open");
    }

    private static void sendUnlessClosed(Socket socket, String drop) throws IOException {
        try {
            socket.getOutputStream().write(drop.getBytes(UTF_8));
        } catch (SocketException e) {
            // The next read says so, too.
        }
    }

    private static String answer(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        byte[] answer = new byte[1_000];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), UTF_8);
    }

    private Socket stalled() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream().write(HEAD.getBytes(UTF_8));
        return socket;
    }

    /** What comes back for these bytes. */
    private String exchange(String bytes) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(bytes.getBytes(UTF_8));
            return answer(socket);
        }
    }

    private double count(String type, String result) {
        return registry.counter("catwalk.pushes", "component", COMPONENT, "type", type, "result", result)
                .count();
    }

    private HttpResponse<byte[]> send(String path, SignedPush push) {
        return post(address(path, push.query()), push.body());
    }

    private HttpResponse<byte[]> post(URI address, byte[] body) {
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "text/xml")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<byte[]> get(String path, String signature, String rest) {
        return send(HttpRequest.newBuilder(
                server.resolve(path + "?signature=" + signature + "&timestamp=1763800000&nonce=424242" + rest)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI address(String path, SignedQuery query) {
        return server.resolve(path + "?signature=ignored&timestamp=" + query.timestamp() + "&nonce=" + query.nonce()
                + "&encrypt_type=aes&msg_signature=" + query.signature());
    }

    private static BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    /** White space after the document, up to a length. */
    private static byte[] filled(byte[] body, int length) {
        byte[] filled = Arrays.copyOf(body, length);
        Arrays.fill(filled, body.length, length, (byte) ' ');
        return filled;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
