package dev.catwalk.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RepeatedWorkTest {
    private final RepeatedWork repeated = new RepeatedWork();

    /** A statement that is interrupted loses its connection. */
    @Test
    void whatIsUnderWayFinishesWhenTheProcessEnds() throws InterruptedException {
        // given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        repeated.begin("statement", Duration.ofMillis(1), () -> {
            begun.countDown();
            finished.set(waitsUninterrupted(answered));
        });
        begun.await();

        // when
        Thread end = Thread.ofVirtual().start(() -> {
            try {
                repeated.end(new ShutdownEvent());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (end.isAlive() && end.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        answered.countDown();
        end.join();

        // then
        assertThat(finished).isTrue();
    }

    private static boolean waitsUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
