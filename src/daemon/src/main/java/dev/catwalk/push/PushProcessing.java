package dev.catwalk.push;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.SparseLog;
import dev.catwalk.schedule.ScheduledJob.Activity;
import dev.catwalk.schedule.Schedules;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Acts on what is in the inbox, after the platform has got its answer. Claim, act and record are three steps, and no
 * transaction is open while the platform is called; a process that dies in between leaves a lease that runs out.
 *
 * <p>A failed attempt is repeated after 5, 10, 20, 40, 80, 160 and 320 seconds and then every 10 minutes; the tenth is the
 * last. What a push given up has to say is then found by the roster and by the walks. A push that only waits for the platform
 * is tried every minute and never given up; when its component is known to work again, at once, and five attempts are left for
 * that. So is one whose authorization code waits while the platform is busy, for an hour: the code lives for ten minutes. An
 * attempt that the database ended does not count.
 */
@Singleton
public class PushProcessing {
    private static final Logger LOG = Logger.getLogger(PushProcessing.class);
    /** Pushes in the works per node: enough to hide the platform's latency, few enough to leave the walk its calls. */
    private static final int WORKERS = 16;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    /** Of what waits for the platform: the first that succeeds shows that it is back. */
    private static final Duration LONGEST_POSTPONEMENT = Duration.ofMinutes(1);

    private static final Set<ErrorKind> UNREACHED = Set.of(ErrorKind.TRANSPORT, ErrorKind.CIRCUIT_OPEN);
    /** Six times the life of an authorization code, of which the platform's pages say ten minutes. */
    private static final Duration CODE_WAITS_FOR = Duration.ofHours(1);
    /** Two renewals may fail before the claim runs out. */
    private static final Duration RENEWAL = PushInbox.LEASE.dividedBy(3);

    private static final Duration SAID_AGAIN_AFTER = Duration.ofMinutes(1);
    /** A part of the 15 seconds in which the whole process has to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final PushInbox inbox;
    private final PushReaction reaction;
    private final PushConfig config;
    private final Clock clock;
    private final SparseLog log;
    private final Semaphore idle = new Semaphore(WORKERS);
    /** Pushes whose attempt failed by the database alone, which may not have stored that either. One a worker at most. */
    private final Queue<ClaimedPush> toReturn = new ConcurrentLinkedQueue<>();

    private volatile boolean wanted;
    private volatile boolean stopping;
    /** By the clock of {@link System#nanoTime}; set before {@link #stopping}. */
    private long stoppingSince;

    PushProcessing(PushInbox inbox, PushReaction reaction, PushConfig config, Clock clock) {
        this.inbox = inbox;
        this.reaction = reaction;
        this.config = config;
        this.clock = clock;
        this.log = new SparseLog(LOG, SAID_AGAIN_AFTER, clock);
    }

    @Produces
    @Singleton
    @Named(Schedules.PUSH_INBOX)
    static Activity sweeping(PushProcessing processing) {
        return (_, _) -> processing.sweep();
    }

    /**
     * Starts to act on whatever waits, what a process that died left behind included, and removes some of what is older
     * than {@code catwalk.push.keep}. Returns at once; harmless to call at any time and on any number of nodes.
     */
    public void sweep() {
        inbox.releaseWaiting();
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
     * looks once more if it was called while all were busy: the push of that call may have come too late for their claims.
     */
    private void work() {
        do {
            try {
                wanted = false;
                returnUnjudged();
                while (!stopping && actOnOne()) {
                    // The next one.
                }
            } catch (RuntimeException e) {
                LOG.warn("the inbox could not be worked on, the next sweep tries again", e);
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
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("push-claim").start(() -> renewUntil(done, claimed.get()));
        try {
            actOn(claimed.get());
        } catch (RuntimeException e) {
            toReturn.add(claimed.get());
            throw e;
        } finally {
            done.countDown();
        }
        return true;
    }

    private void returnUnjudged() {
        for (ClaimedPush push = toReturn.poll(); push != null; push = toReturn.poll()) {
            try {
                inbox.returned(push, FIRST_PAUSE);
            } catch (RuntimeException e) {
                toReturn.add(push);
                throw e;
            }
        }
    }

    /** @throws RuntimeException when the database failed, which is not the push's fault */
    private void actOn(ClaimedPush push) {
        try {
            PushEvent event = PushEvent.of(inbox.open(push), push.component());
            reaction.to(event, push, () -> inbox.codeSpent(push));
        } catch (PlatformException e) {
            putOff(push, e);
            return;
        } catch (RuntimeException e) {
            if (DatabaseAway.isCauseOf(e)) {
                throw e;
            }
            fail(push, e.getClass().getSimpleName(), e.getClass().getSimpleName(), e);
            return;
        }
        inbox.processed(push);
    }

    /** Renews the claim meanwhile: the platform may be slow, and only a dead node is to lose its claim. */
    private void renewUntil(CountDownLatch done, ClaimedPush push) {
        boolean held = true;
        while (held) {
            try {
                if (done.await(RENEWAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                held = inbox.renew(push);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.debug("a claim could not be renewed; the next try may still be in time", e);
            }
        }
    }

    private void putOff(ClaimedPush push, PlatformException failure) {
        PlatformError why = failure.error();
        boolean stopped = why.kind().stopsComponent();
        if (!stopped && !UNREACHED.contains(why.kind()) && !mayExchangeCode(push, why.kind())) {
            fail(push, failure.getMessage(), cause(why), null);
            return;
        }
        // Without a number the platform was not asked: no ticket has come yet, which the ticket watch reports, or the
        // owner of the tokens gave none. The component does not count as stopped, and its recovery would not be seen.
        boolean reported = stopped && why.errcode() != null;
        if (reported) {
            reaction.componentStopped(push.component(), why);
        }
        inbox.postpone(push, failure.getMessage(), shorter(pause(push.attempt()), LONGEST_POSTPONEMENT), reported);
        log.say(
                Logger.Level.WARN,
                "pushes wait for the platform; component=%s, failure=%s",
                push.component(),
                cause(why));
    }

    /** Whether another try within a minute may exchange its authorization code before that expires. */
    private boolean mayExchangeCode(ClaimedPush push, ErrorKind kind) {
        return push.codeWaits()
                && (kind.retryHelps() || kind == ErrorKind.QUOTA_OF_MINUTE)
                && clock.instant().isBefore(push.receivedAt().plus(CODE_WAITS_FOR));
    }

    /** Few, and so without what the platform says about the single call. */
    private static String cause(PlatformError why) {
        return why.errcode() == null ? why.kind().name() : why.kind() + " " + why.errcode();
    }

    /**
     * @param cause what it has in common with others
     * @param fault to be found by its stack trace; null for what the platform refused, which its own words explain
     */
    private void fail(ClaimedPush push, String error, String cause, RuntimeException fault) {
        inbox.failed(push, error, pause(push.attempt()));
        if (push.isLastAttempt()) {
            LOG.errorf(
                    fault,
                    "push given up; component=%s, push=%d, attempt=%d, failure=%s",
                    push.component(),
                    push.id(),
                    push.attempt(),
                    error);
        } else {
            LOG.debugf(fault, "push postponed; push=%d, attempt=%d, failure=%s", push.id(), push.attempt(), error);
            log.say(Logger.Level.WARN, "pushes postponed; component=%s, failure=%s", push.component(), cause);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Duration pause(int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20));
        return shorter(doubled, PushInbox.LONGEST_PAUSE);
    }

    /** Before walks let their calls end: the pushes' time to end runs beside theirs. */
    void beginToStop(@Observes @Priority(0) ShutdownEvent end) {
        stoppingSince = System.nanoTime();
        stopping = true;
    }

    /** Lets what is in the works end; what only waits is left to the next start or to another node. */
    void stop(@Observes ShutdownEvent end) throws InterruptedException {
        long spent = System.nanoTime() - stoppingSince;
        if (!idle.tryAcquire(WORKERS, Math.max(0, STOP_TIMEOUT.toNanos() - spent), TimeUnit.NANOSECONDS)) {
            LOG.warn("pushes were still being processed at the end; they are processed again after their lease");
        }
    }
}
