package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks at the database's sessions while the platform has been asked and has not answered yet. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class NoTransactionDuringCallsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Shorter than a call's time-out: when that ends the call, it ends a transaction around it too. */
    private static final Duration WHILE_IT_IS_HELD = Duration.ofSeconds(3);

    @Inject
    Worker worker;

    @ParameterizedTest
    @EnumSource(names = {"GET_CATEGORY", "AUTHORIZER_TOKEN", "AUTHORIZER_INFO", "AUTHORIZER_LIST", "COMPONENT_TOKEN"})
    void noTransactionIsOpenWhileThePlatformIsAsked(Api api) throws Exception {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(3));
        // Every token is old by then, and so are the facts.
        SettableClock.INSTANCE.advance(Duration.ofDays(8));
        worker.takeTicket();
        Hold hold = platform.faults().hold(api, null);

        // when
        Thread work = Thread.ofVirtual().start(() -> {
            worker.readRoster();
            worker.walk(WalkScope.ALL);
        });
        hold.awaitArrival(LIMIT);

        // then
        try {
            // A transaction of the call would stay for as long as the platform holds its answer; others end at once.
            await().atMost(WHILE_IT_IS_HELD)
                    .untilAsserted(() -> assertThat(worker.idleTransactions()).isEqualTo(0L));
        } finally {
            hold.release();
            work.join();
        }
    }
}
