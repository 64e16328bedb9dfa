package dev.catwalk.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class CommitListenerTest {
    private static final String LISTENERS = "select pid from pg_stat_activity where query = 'listen catwalk_delivery'";

    @Inject
    Worker worker;

    @Inject
    CommitListener commits;

    @Inject
    Bell bell;

    @Inject
    AlertOutbox outbox;

    private Thread listening;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        long before = bell.rings();
        listening = Thread.ofVirtual().start(() -> {
            try {
                commits.listen();
            } catch (InterruptedException e) {
                // The test has ended.
            }
        });
        // It rings when it has begun to listen.
        awaitRing(before);
        awaitListener();
    }

    @AfterEach
    void stop() throws InterruptedException {
        listening.interrupt();
        listening.join();
    }

    @Test
    void alertIsHeardWhenItsTransactionCommitsAndNotBefore() {
        // given
        long before = bell.rings();

        // when
        QuarkusTransaction.requiringNew().run(() -> {
            raise();
            assertThat(bell.rings()).isEqualTo(before);
        });

        // then
        awaitRing(before);
    }

    @Test
    void lostConnectionIsReplacedAndNothingInBetweenGoesUnnoticed() {
        // given
        long before = bell.rings();

        // when
        Object lost = worker.value(LISTENERS);
        worker.rows("select pg_terminate_backend(?)", lost);
        QuarkusTransaction.requiringNew().run(this::raise);

        // then
        awaitRing(before);
        assertThat(worker.value(LISTENERS)).isNotEqualTo(lost);
    }

    private void raise() {
        outbox.raise(Alert.ofComponent(
                AlertType.PLATFORM_STOPPED, Worker.COMPONENT, new AlertData.OfComponent(null, "test")));
    }

    private void awaitListener() {
        Awaitility.await().until(() -> worker.rows(LISTENERS).size() == 1);
    }

    private void awaitRing(long before) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> bell.rings() > before);
    }
}
