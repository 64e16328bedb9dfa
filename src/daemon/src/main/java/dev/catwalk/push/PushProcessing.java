package dev.catwalk.push;

import dev.catwalk.platform.PlatformException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Acts on what is in the inbox, after the platform has got its answer. Claim, act and record are three steps, and no
 * transaction is open while the platform is called; a process that dies in between leaves a lease that runs out.
 *
 * <p>A failed attempt is repeated after 5, 10, 20, 40, 80, 160 and 320 seconds and then every 10 minutes; the tenth is the
 * last. What a push given up has to say is then found by the roster and by the walks.
 */
@Singleton
public class PushProcessing {
    private static final Logger LOG = Logger.getLogger(PushProcessing.class);
    /** Pushes in the works per node: enough to hide the platform's latency, few enough to leave the walk its calls. */
    private static final int WORKERS = 16;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** A part of the 15 seconds in which the whole process has to end. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final PushInbox inbox;
    private final PushReaction reaction;
    private final PushConfig config;
    private final Clock clock;
    private final Semaphore idle = new Semaphore(WORKERS);
    private volatile boolean wanted;
    private volatile boolean stopping;
    /** By the clock of {@link System#nanoTime}; set before {@link #stopping}. */
    private long stoppingSince;

    PushProcessing(PushInbox inbox, PushReaction reaction, PushConfig config, Clock clock) {
        this.inbox = inbox;
        this.reaction = reaction;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Starts to act on whatever waits, what a process that died left behind included, and removes some of what is older
     * than {@code catwalk.push.keep}. Returns at once; harmless to call at any time and on any number of nodes.
     */
    public void sweep() {
        wake();
        inbox.removeReceivedBefore(clock.instant().minus(config.keep()));
    }

    /** Something may wait in the inbox. */
    void wake() {
        wanted = true;
        if (!stopping && idle.tryAcquire()) {
            Thread.ofVirtual().name("push-").start(this::work);
        }
    }

    /**
     * A worker that found something calls another, so a full inbox soon has all of them at work. One that found nothing
     * looks once more if somebody called while all were busy: the push of that call may have come too late for their claims.
     */
    private void work() {
        do {
            try {
                wanted = false;
                while (!stopping && actOnOne()) {
                    // The next one.
                }
            } catch (RuntimeException e) {
                LOG.warn("inbox not readable, the next sweep tries again", e);
                return;
            } finally {
                idle.release();
            }
        } while (wanted && !stopping && idle.tryAcquire());
    }

    /** @return false when nothing waited */
    private boolean actOnOne() {
        Optional<ClaimedPush> claimed = inbox.claim();
        if (claimed.isEmpty()) {
            return false;
        }
        wake();
        actOn(claimed.get());
        return true;
    }

    private void actOn(ClaimedPush push) {
        try {
            PushEvent event = PushEvent.of(inbox.open(push), push.merchant());
            reaction.to(event, push.component(), push.issuedAt());
        } catch (RuntimeException e) {
            putOff(push, e);
            return;
        }
        inbox.processed(push);
    }

    private void putOff(ClaimedPush push, RuntimeException failure) {
        // What the platform refused is told by its own words; anything else is a fault to be found by its stack trace.
        boolean refused = failure instanceof PlatformException;
        String error = refused ? failure.getMessage() : failure.getClass().getSimpleName();
        inbox.failed(push, error, clock.instant().plus(pause(push.attempt())));
        LOG.logf(
                push.isLastAttempt() ? Logger.Level.ERROR : Logger.Level.WARN,
                refused ? null : failure,
                "push %s; component=%s, push=%d, attempt=%d, failure=%s",
                push.isLastAttempt() ? "given up" : "put off",
                push.component(),
                push.id(),
                push.attempt(),
                error);
    }

    static Duration pause(int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Before walks let their calls end: the pushes' time to end runs beside theirs. */
    void beginToStop(@Observes @Priority(0) ShutdownEvent end) {
        stoppingSince = System.nanoTime();
        stopping = true;
    }

    /** Lets what is in the works end; what only waits is left to the next start or to another node. */
    void stop(@Observes ShutdownEvent end) throws InterruptedException {
        long spent = System.nanoTime() - stoppingSince;
        if (!idle.tryAcquire(WORKERS, Math.max(0, FAREWELL.toNanos() - spent), TimeUnit.NANOSECONDS)) {
            LOG.warn("pushes still in the works at the end; they are taken up again after their lease");
        }
    }
}
