package dev.catwalk.alert;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sends what the outbox holds. Each channel has threads of its own, so that one that is slow or down delays no other; they
 * look whenever a transaction that raised alerts commits, and every two seconds besides.
 */
@Singleton
public class AlertDelivery {
    private static final Logger LOG = Logger.getLogger(AlertDelivery.class);

    /** Alerts on their way to the webhook at once: an endpoint that takes a while for each still gets many a second. */
    private static final int WEBHOOK_LANES = 8;

    private static final Duration POLL = Duration.ofSeconds(2);

    /** A part of the 15 seconds in which the whole process has to end. */
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final List<Receiver> receivers;
    private final SingleDelivery single;
    private final GroupDelivery group;
    private final ChannelStates channels;
    private final CommitListener commits;
    private final Bell bell;
    private final DeliveryLog log;
    private final List<Thread> lanes = new ArrayList<>();
    /** Null until there is something to deliver to. */
    private Thread listener;

    /** Null until the process ends. */
    private Thread farewell;

    private volatile boolean stopping;

    AlertDelivery(
            @All List<Receiver> receivers,
            AlertConfig config,
            SingleDelivery single,
            GroupDelivery group,
            ChannelStates channels,
            CommitListener commits,
            Bell bell,
            DeliveryLog log) {
        this.receivers = receivers.stream()
                .filter(receiver -> receiver.channel().isConfigured(config))
                .toList();
        this.single = single;
        this.group = group;
        this.channels = channels;
        this.commits = commits;
        this.bell = bell;
        this.log = log;
    }

    /** Starts to deliver, and goes on until the process ends. On any number of nodes. */
    public void begin() {
        channels.register(receivers.stream().map(Receiver::channel).toList());
        for (Receiver receiver : receivers) {
            for (int i = 0; i < lanes(receiver); i++) {
                lanes.add(start(receiver.channel().sql() + "-" + i, () -> deliver(receiver)));
            }
        }
        if (!receivers.isEmpty()) {
            listener = start("commits", commits::listen);
        }
    }

    private static int lanes(Receiver receiver) {
        return switch (receiver) {
            case SingleReceiver s -> WEBHOOK_LANES;
            case GroupReceiver g -> 1;
        };
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(String name, Work work) {
        return Thread.ofVirtual().name("alert-" + name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // The process ends.
            }
        });
    }

    private void deliver(Receiver receiver) throws InterruptedException {
        while (!stopping) {
            long rings = bell.rings();
            if (!activate(receiver)) {
                bell.await(rings, POLL);
            }
        }
    }

    /** Never fails: with the database away, the next look is the next try, and a lane that ended would not be missed by anybody. */
    private boolean activate(Receiver receiver) throws InterruptedException {
        try {
            return activateOnce(receiver);
        } catch (RuntimeException | Error e) {
            log.broken(receiver.channel(), e);
            return false;
        }
    }

    boolean activateOnce(Receiver receiver) throws InterruptedException {
        return switch (receiver) {
            case SingleReceiver one -> single.activate(one);
            case GroupReceiver many -> group.activate(many);
        };
    }

    /** Before walks let their calls end, and beside them: one after the other would take longer than the process may. */
    void beginToStop(@Observes @Priority(0) ShutdownEvent end) {
        if (listener != null) {
            farewell = start("farewell", this::stop);
        }
    }

    void awaitStop(@Observes @Priority(2) ShutdownEvent end) throws InterruptedException {
        if (farewell != null) {
            farewell.join(FAREWELL.plus(LAST_WORDS));
        }
    }

    /** Lets what is being sent end. What takes longer is broken off and given back, to be sent again under its id. */
    private void stop() throws InterruptedException {
        stopping = true;
        bell.ring();
        await(FAREWELL);
        listener.interrupt();
        lanes.forEach(Thread::interrupt);
        await(LAST_WORDS);
        letGo();
    }

    private void await(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Thread lane : lanes) {
            lane.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    private void letGo() {
        try {
            receivers.forEach(receiver -> channels.letGo(receiver.channel()));
        } catch (RuntimeException e) {
            LOG.debug("channels are still held; another node takes them when the lease is over", e);
        }
    }
}
