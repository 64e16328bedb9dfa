package dev.catwalk.database;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What each process does again and again, on a thread of its own: it must not wait for a job, which another node may run. */
@Singleton
public class RepeatedWork {
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /**
     * Pauses and works in turn until the process ends.
     *
     * @param work never throws
     */
    public void begin(String name, Duration pause, Runnable work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                while (true) {
                    Thread.sleep(pause);
                    work.run();
                }
            } catch (InterruptedException e) {
                // The process ends.
            }
        }));
    }

    void end(@Observes ShutdownEvent end) {
        threads.forEach(Thread::interrupt);
    }
}
