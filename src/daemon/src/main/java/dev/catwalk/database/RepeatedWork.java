package dev.catwalk.database;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What each process does again and again, on a thread of its own: it must not wait for a job, which another node may run. */
@Singleton
public class RepeatedWork {
    private static final Duration TO_FINISH = Duration.ofSeconds(1);

    private final CountDownLatch ending = new CountDownLatch(1);
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /**
     * Pauses and works in turn until the process ends.
     *
     * @param work never throws
     */
    public void begin(String name, Duration pause, Runnable work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                while (!ending.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    work.run();
                }
            } catch (InterruptedException e) {
                // The process ends.
            }
        }));
    }

    void end(@Observes ShutdownEvent end) throws InterruptedException {
        ending.countDown();
        long deadline = System.nanoTime() + TO_FINISH.toNanos();
        for (Thread thread : threads) {
            // Interrupted at once, a statement under way would lose its connection, and a warning would tell of
            // trouble.
            thread.join(Duration.ofNanos(deadline - System.nanoTime()));
            thread.interrupt();
        }
    }
}
