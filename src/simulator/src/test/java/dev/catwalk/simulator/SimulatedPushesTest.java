package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushRecord;
import dev.catwalk.simulator.push.PushTargets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Protocol page §9 no. 1 and the key change of no. 10. */
class SimulatedPushesTest {
    private static final String NEW_KEY = "newWechatOpenPlatformKey0123456789ABCDEFGHI";

    private final PushReceiver receiver = new PushReceiver();
    private final Simulation simulation =
            new Simulation(options -> options.pushTargets(receiver.targets()).pushTimeout(Duration.ofSeconds(2)));
    private final SimulatedComponent component = simulation.platform.component();

    @AfterEach
    void stop() {
        simulation.close();
        receiver.close();
    }

    @Test
    void ticketArrivesEncryptedAndSigned() {
        // when
        PushRecord record = component.pushTicketNow().join();
        // then
        PushReceiver.Received push = receiver.received().getFirst();
        assertThat(record.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        assertThat(record.attempts()).containsExactly("200 success");
        assertThat(push.path()).isEqualTo("/push/component");
        assertThat(push.signed()).isTrue();
        assertThat(push.query()).containsEntry("encrypt_type", "aes").doesNotContainKey("openid");
        assertThat(push.outer("AppId")).isEqualTo("wx5a5a5a5a5a5a5a5a");
        assertThat(push.inner("InfoType")).isEqualTo("component_verify_ticket");
        assertThat(push.inner("ComponentVerifyTicket"))
                .isEqualTo(component.ticket())
                .matches("ticket@@@[A-Za-z0-9_-]{86}");
        assertThat(push.inner("CreateTime")).isEqualTo("1795312800");
    }

    @Test
    void ticketIsPushedAtStartAndThenByTheSchedule() {
        try (Simulation busy = new Simulation(
                options -> options.pushTargets(receiver.targets()).ticketInterval(Duration.ofMillis(50)))) {
            // when, then
            await().until(() -> receiver.received().size() >= 3);
            assertThat(busy.platform.component().pushes().records()).isNotEmpty();
        }
    }

    @Test
    void merchantEventGoesToItsOwnUrlInItsOwnEnvelope() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        // when
        merchant.pushEvent("wxa_nickname_audit", Map.of("ret", 3), Announcement.PUSHED)
                .join();
        // then
        PushReceiver.Received push = receiver.received().getFirst();
        assertThat(push.path()).isEqualTo("/push/component/" + MERCHANT);
        assertThat(push.outer("ToUserName")).isEqualTo(merchant.truth().originalId());
        assertThat(push.outer("AppId")).isNull();
        assertThat(push.query()).containsKey("openid");
        assertThat(push.inner("MsgType")).isEqualTo("event");
        assertThat(push.inner("Event")).isEqualTo("wxa_nickname_audit");
    }

    @Test
    void paddingTakesEveryLengthAlsoBeyondSixteen() {
        // when
        for (int i = 0; i < 60; i++) {
            component.pushTicketNow().join();
        }
        // then
        Set<Integer> paddings = new HashSet<>();
        receiver.received().forEach(push -> paddings.add(32 - (16 + 4 + push.innerLength() + 18) % 32));
        assertThat(paddings).hasSizeGreaterThan(10).anyMatch(padding -> padding > 16);
    }

    @Test
    void ticketKeepsItsValueForAnHour() {
        // given
        String first = component.ticket();
        // when
        simulation.clock.advance(Duration.ofMinutes(59));
        String sameHour = component.ticket();
        simulation.clock.advance(Duration.ofMinutes(1));
        String nextHour = component.ticket();
        // then
        assertThat(sameHour).isEqualTo(first);
        assertThat(nextHour).isNotEqualTo(first);
    }

    @Test
    void anythingButSuccessIsTriedThreeTimesAndThenLost() {
        // given
        receiver.answerNext("SUCCESS", "\"success\"", "success\n");
        // when
        PushRecord record = component.pushTicketNow().join();
        // then
        assertThat(record.outcome()).isEqualTo(PushRecord.Outcome.REFUSED);
        assertThat(receiver.received()).hasSize(3);
        assertThat(receiver.received())
                .extracting(push -> push.query().get("nonce"))
                .doesNotHaveDuplicates();
    }

    @Test
    void silenceIsTriedAgainAfterTheTimeout() {
        // given
        receiver.hangNext();
        // when
        PushRecord record = component.pushTicketNow().join();
        // then
        assertThat(record.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        assertThat(record.attempts()).containsExactly("no answer within 2000 ms", "200 success");
    }

    @Test
    void emptyAnswerIsEnoughForMessagesOnly() {
        // given
        SimulatedMerchant merchant = simulation.merchant();
        receiver.answerNext("", "", "", "");
        // when
        PushRecord message =
                merchant.pushEvent("any", Map.of(), Announcement.PUSHED).join();
        PushRecord ticket = component.pushTicketNow().join();
        // then
        assertThat(message.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        assertThat(ticket.outcome()).isEqualTo(PushRecord.Outcome.REFUSED);
    }

    @Test
    void nobodyListeningIsARefusal() {
        // given
        component.pushTo(new PushTargets("http://127.0.0.1:9/", null));
        // when
        PushRecord record = component.pushTicketNow().join();
        // then
        assertThat(record.outcome()).isEqualTo(PushRecord.Outcome.REFUSED);
        assertThat(record.attempts()).hasSize(3);
    }

    @Test
    void stoppedTicketsStartAgainByTheCall() {
        // given
        component.stopTicketPushes();
        PushRecord whileStopped = component.pushTicketNow().join();
        String body = Json.write(Json.object()
                .put("component_appid", component.appid())
                .put("component_secret", component.credentials().secret()));
        // when
        String first = simulation
                .client
                .post(Api.START_PUSH_TICKET, "", body)
                .path("errmsg")
                .asText();
        String second = simulation
                .client
                .post(Api.START_PUSH_TICKET, "", body)
                .path("errmsg")
                .asText();
        // then
        assertThat(whileStopped.outcome()).isEqualTo(PushRecord.Outcome.NOT_DUE);
        assertThat(first).isEqualTo("ok");
        assertThat(second).contains("normal state");
        assertThat(component.pushTicketNow().join().outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
    }

    @Test
    void pushesAreDoubledLostAndReversedAsScripted() {
        // given
        component.pushes().doubleNext(1);
        component.pushTicketNow().join();
        int afterDoubled = receiver.received().size();
        component.pushes().loseNext(1);
        component.pushTicketNow().join();
        int afterLost = receiver.received().size();
        component.pushes().pause();
        List<CompletableFuture<PushRecord>> waiting = new ArrayList<>();
        waiting.add(component.pushUnknown("first", Map.of()));
        waiting.add(component.pushUnknown("second", Map.of()));
        // when
        component.pushes().resumeReversed();
        waiting.forEach(CompletableFuture::join);
        // then
        assertThat(afterDoubled).isEqualTo(2);
        assertThat(afterLost).isEqualTo(2);
        assertThat(receiver.received().subList(2, 4))
                .extracting(push -> push.inner("InfoType"))
                .containsExactly("second", "first");
    }

    @Test
    void onlyThePushesThatAreMeantAreLost() {
        // given
        component.pushes().loseNext(1, push -> push.merchantAppid() != null);
        // when
        PushRecord ticket = component.pushTicketNow().join();
        PushRecord ofMerchant =
                simulation.merchant().reauthorize(Announcement.PUSHED).join();
        // then
        assertThat(ticket.outcome()).isEqualTo(PushRecord.Outcome.ACCEPTED);
        assertThat(ofMerchant.outcome()).isEqualTo(PushRecord.Outcome.LOST);
    }

    @Test
    void unknownEventsCarryWhateverTheyCarry() {
        // when
        component
                .pushUnknown("notify_of_tomorrow", Map.of("appid", MERCHANT, "status", 0))
                .join();
        // then
        assertThat(receiver.received().getFirst().inner("appid")).isEqualTo(MERCHANT);
        assertThat(receiver.received().getFirst().inner("status")).isEqualTo("0");
    }

    @Test
    void previousKeyEncryptsItsShareOfPushesAroundAChange() {
        // given
        component.rotateEncodingAesKey(NEW_KEY, 0.5);
        // when
        for (int i = 0; i < 4; i++) {
            component.pushTicketNow().join();
        }
        // then
        List<PushReceiver.Received> received = receiver.received();
        String oldKey = ComponentCredentials.DEFAULT.encodingAesKey();
        assertThat(received.get(0).open(NEW_KEY)).contains("component_verify_ticket");
        assertThat(received.get(1).open(oldKey)).contains("component_verify_ticket");
        assertThat(received.get(2).open(NEW_KEY)).contains("component_verify_ticket");
        assertThatThrownBy(() -> received.get(3).open(NEW_KEY)).isInstanceOf(IllegalArgumentException.class);
    }
}
