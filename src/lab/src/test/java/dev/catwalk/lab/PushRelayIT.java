package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.PushRecord;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pushes on their way through two daemons as processes to another system: the one that receives them is killed. */
class PushRelayIT {
    private static final int MERCHANTS = 20;
    private static final int PUSHES = 1000;
    /** So many may be on their way at once, and come twice when the process dies. */
    private static final int LANES = 8;

    private static final Pattern NUMBER = Pattern.compile("<Number>(?:<!\\[CDATA\\[)?(\\d+)");

    private final Site site = Site.with(SimulatorOptions.builder().merchants(MERCHANTS));

    /** Ids by the number in the push. */
    private final Map<Integer, Set<String>> received = new ConcurrentHashMap<>();

    private final WebhookSink receiver = new WebhookSink(this::note);

    @AfterEach
    void close() {
        receiver.close();
        site.close();
    }

    private void note(WebhookSink.Message message) {
        // Slow enough that a node which is killed leaves some.
        LockSupport.parkNanos(20_000_000);
        Matcher number = NUMBER.matcher(message.body());
        if (number.find()) {
            received.computeIfAbsent(Integer.valueOf(number.group(1)), _ -> ConcurrentHashMap.newKeySet())
                    .add(message.headers().get("Webhook-id").getFirst());
        }
    }

    @Test
    void everyPushThatANodeAcceptedBeforeItWasKilledIsHandedOnUnderOneId() {
        // given
        Map<String, String> other = environment();
        other.put("QUARKUS_HTTP_PORT", Integer.toString(FreePort.any()));
        other.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(FreePort.any()));
        try (CatwalkProcess killed =
                        CatwalkProcess.start(environment(), "serve").awaitOutput("up; ");
                CatwalkProcess next = CatwalkProcess.start(other, "serve").awaitOutput("up; ")) {
            // when: it still takes in some and hands on others
            List<CompletableFuture<PushRecord>> pushes = push();
            killed.await("a part is handed on", () -> receiver.ids().size() > PUSHES / 10);
            killed.kill();
            assertThat(receiver.ids().size())
                    .as("some are still to be handed on")
                    .isLessThan((int) stored());

            // then
            Set<Integer> accepted = accepted(pushes);
            next.await("all that are stored are handed on", () -> delivered() == stored());
            assertThat(accepted).hasSizeGreaterThan(PUSHES / 10);
            assertThat(received.keySet()).containsAll(accepted);
            assertThat(received.values()).allMatch(ids -> ids.size() == 1);
            assertThat(new HashSet<>(receiver.ids())).hasSize((int) stored());
            assertThat(receiver.ids().size() - stored()).as("sent twice").isBetween(0L, (long) LANES);
            assertThat(next.terminate().exitCode()).isZero();
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(site.environment());
        environment.put("CATWALK_PUSH_RELAY_OLD_URL", receiver.url());
        environment.put("CATWALK_PUSH_RELAY_OLD_FORM", "plain");
        environment.put("CATWALK_PUSH_RELAY_OLD_SECRET", Receivers.SECRETS.getFirst());
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        return environment;
    }

    private List<CompletableFuture<PushRecord>> push() {
        List<SimulatedMerchant> merchants = site.platform().component().merchants(0, MERCHANTS);
        List<CompletableFuture<PushRecord>> pushes = new ArrayList<>();
        for (int i = 0; i < PUSHES; i++) {
            pushes.add(merchants
                    .get(i % MERCHANTS)
                    .pushEvent("wxa_nickname_audit", Map.of("Number", i), Announcement.PUSHED));
        }
        return pushes;
    }

    /** The numbers of those that the platform got {@code success} for. */
    private static Set<Integer> accepted(List<CompletableFuture<PushRecord>> pushes) {
        Set<Integer> accepted = new HashSet<>();
        for (int i = 0; i < pushes.size(); i++) {
            if (pushes.get(i).join().outcome() == PushRecord.Outcome.ACCEPTED) {
                accepted.add(i);
            }
        }
        return accepted;
    }

    private long stored() {
        return site.count("select count(*) from app.push_delivery");
    }

    private long delivered() {
        return site.count("select count(*) from reporting.push_relay where state = 'delivered'");
    }
}
