package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first walk of a platform where 500 merchants have a rejected category, and what people hear of it. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class FirstWalkFloodTest {
    private static final int MERCHANTS = 500;

    /** Five by themselves, then two digests of two messages each. */
    private static final int HANDFUL = 9;

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    @BeforeEach
    void begin() {
        receivers.reset();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(15));
    }

    @Test
    void groupGetsAHandfulOfMessagesAndTheWebhookEachRejection() throws Exception {
        // given
        SimulatedPlatform platform =
                worker.begin(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        platform.component().merchants(0, MERCHANTS).forEach(merchant -> {
            merchant.truth().categories().forEach(c -> merchant.remove(c.first(), c.second()));
            merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        });
        outbox.register();
        worker.takeTicket();

        // when: people are told while the walk is still going on, as in real life
        AtomicBoolean walking = new AtomicBoolean(true);
        Thread telling = Thread.ofVirtual().start(() -> {
            while (walking.get()) {
                outbox.deliver(Channel.WECOM);
                outbox.deliver(Channel.WEBHOOK);
            }
        });
        worker.readRoster();
        worker.awaitWalks();
        walking.set(false);
        telling.join();
        SettableClock.INSTANCE.advance(Duration.ofSeconds(61));
        for (Channel channel : List.of(Channel.WECOM, Channel.WEBHOOK)) {
            outbox.deliver(channel);
        }

        // then
        assertThat(outbox.states(Channel.WECOM)).isEqualTo(Map.of("delivered", (long) MERCHANTS));
        assertThat(receivers.received(Channel.WECOM)).hasSizeBetween(1, HANDFUL);
        assertThat(receivers.received(Channel.WEBHOOK))
                .extracting(message -> message.headers().get("webhook-id"))
                .hasSize(MERCHANTS)
                .doesNotHaveDuplicates();
        assertThat(worker.value("select count(*) from reporting.rejection where alerted_at is null"))
                .isEqualTo(0L);
    }
}
