package dev.catwalk.delivery;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that deliver. Each receiver has some of its own, so that one that is slow or down delays no other; they look
 * whenever a transaction that made deliveries due commits, and every two seconds besides.
 */
@Singleton
public class DeliveryLanes {
    private static final Duration POLL = Duration.ofSeconds(2);

    /** A part of the 15 seconds in which the whole process has to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(2);

    private final ChannelStates channels;
    private final CommitListener commits;
    private final Bell bell;
    private final DeliveryLog log;
    private final List<Thread> lanes = new ArrayList<>();
    /** Null until there is something to deliver to. */
    private Thread listener;

    /** Null until the process ends. */
    private Thread stopper;

    private volatile boolean stopping;

    DeliveryLanes(ChannelStates channels, CommitListener commits, Bell bell, DeliveryLog log) {
        this.channels = channels;
        this.commits = commits;
        this.bell = bell;
        this.log = log;
    }

    /** Delivers what is due now, or a part of it. */
    @FunctionalInterface
    public interface DueWork {
        /** @return whether there was something to do */
        boolean deliver() throws InterruptedException;
    }

    /** Starts to deliver to a receiver, until the process ends. On any number of nodes. */
    public void run(Destination destination, int count, DueWork work) {
        channels.register(List.of(destination));
        for (int i = 0; i < count; i++) {
            lanes.add(start(destination.name() + "-" + i, () -> deliver(destination, work)));
        }
        if (listener == null) {
            listener = start("commits", commits::listen);
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(String name, Work work) {
        return Thread.ofVirtual().name("delivery-" + name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // The process ends.
            }
        });
    }

    private void deliver(Destination destination, DueWork work) throws InterruptedException {
        while (!stopping) {
            long rings = bell.rings();
            if (!deliverDue(destination, work)) {
                bell.await(rings, POLL);
            }
        }
    }

    /** Never fails: with the database away, the next round is the next attempt, and no lane that ended would be started again. */
    private boolean deliverDue(Destination destination, DueWork work) throws InterruptedException {
        try {
            return work.deliver();
        } catch (RuntimeException | Error e) {
            log.broken(destination, e);
            return false;
        }
    }

    /** Before walks let their calls end, and beside them: one after the other would take longer than the process may. */
    void beginToStop(@Observes @Priority(0) ShutdownEvent end) {
        if (listener != null) {
            stopper = start("stop", this::stop);
        }
    }

    void awaitStop(@Observes @Priority(2) ShutdownEvent end) throws InterruptedException {
        if (stopper != null) {
            stopper.join(STOP_TIMEOUT.plus(INTERRUPT_TIMEOUT));
        }
    }

    /** Lets what is being sent end. What takes longer is broken off and given back, to be sent again under its id. */
    private void stop() throws InterruptedException {
        stopping = true;
        bell.ring();
        await(STOP_TIMEOUT);
        listener.interrupt();
        lanes.forEach(Thread::interrupt);
        await(INTERRUPT_TIMEOUT);
    }

    private void await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Thread lane : lanes) {
            lane.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }
}
