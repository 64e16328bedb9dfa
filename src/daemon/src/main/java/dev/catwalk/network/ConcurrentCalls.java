package dev.catwalk.network;

import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one place where calls fan out: each on a virtual thread, no more of them to the platform at once on this node than
 * {@code catwalk.walk.concurrency}.
 *
 * <p>A producer with several calls starts them all before the next producer starts its own. So pages end one after the other,
 * and one is recorded while another calls; if they took turns call by call, all would end together and no call would run then.
 * The producer waits for a permit, not the call, and a single call needs no turn: one merchant that a push brings waits
 * behind a few producers at most and not behind everything they still have to do.
 *
 * <p>Turns are taken within a {@link Lane}. The producers whose turn it is in their lanes take permits alternately, so a small
 * walk gets half of the calls while a walk over all takes the other half, however many pages of that wait.
 */
@Singleton
public class ConcurrentCalls {
    private static final ScopedValue<Lane> LANE = ScopedValue.newInstance();

    private final Semaphore permits;
    private final Map<Lane, ReentrantLock> turns = new EnumMap<>(Lane.class);

    ConcurrentCalls(@ConfigProperty(name = "catwalk.walk.concurrency") int concurrency) {
        this.permits = new Semaphore(concurrency, true);
        for (Lane lane : Lane.values()) {
            turns.put(lane, new ReentrantLock(true));
        }
    }

    /** Who waits for whose calls. */
    public enum Lane {
        FULL_WALK,
        SMALL_WALK,
        /** Where nothing else is said: rosters. */
        OTHER
    }

    /** Everything that the work calls through here, in this thread, is of this lane. */
    public static <R> R in(Lane lane, Supplier<R> work) {
        return ScopedValue.where(LANE, lane).call(work::get);
    }

    /**
     * Applies {@code call} to each item, in order of starting, and waits for all that were started.
     *
     * @param stop asked before each start; once true, nothing more is started
     * @return the results of those that were started: a prefix of {@code items}
     */
    public <T, R> List<R> map(List<T> items, BooleanSupplier stop, Function<T, R> call) {
        Lock turn = items.size() > 1 ? turns.get(LANE.orElse(Lane.OTHER)) : new ReentrantLock();
        return map(items, permits, turn, stop, call);
    }

    /** As {@link #map}, for calls to other systems: no call to the platform waits for them. */
    public static <T, R> List<R> mapElsewhere(
            List<T> items, int concurrency, BooleanSupplier stop, Function<T, R> call) {
        return map(items, new Semaphore(concurrency), new ReentrantLock(), stop, call);
    }

    private static <T, R> List<R> map(
            List<T> items, Semaphore permits, Lock turn, BooleanSupplier stop, Function<T, R> call) {
        List<Future<R>> started = new ArrayList<>(items.size());
        // What the calls do is part of the span this thread is in.
        try (var executor = Context.current().wrap(Executors.newVirtualThreadPerTaskExecutor())) {
            turn.lock();
            try {
                start(items, permits, stop, call, executor, started);
            } finally {
                turn.unlock();
            }
        }
        return started.stream().map(ConcurrentCalls::result).toList();
    }

    /**
     * Does work of which each part makes calls of its own, each in a virtual thread of its own.
     *
     * @return the results in the order of the parts, when all have ended
     * @throws RuntimeException that the first part threw which failed
     */
    public static <R> List<R> sideBySide(List<Supplier<R>> parts) {
        List<Future<R>> started;
        try (var executor = Context.current().wrap(Executors.newVirtualThreadPerTaskExecutor())) {
            started = parts.stream().map(part -> executor.submit(part::get)).toList();
        }
        return started.stream().map(ConcurrentCalls::result).toList();
    }

    private static <T, R> void start(
            List<T> items,
            Semaphore permits,
            BooleanSupplier stop,
            Function<T, R> call,
            ExecutorService executor,
            List<Future<R>> started) {
        for (T item : items) {
            permits.acquireUninterruptibly();
            if (stop.getAsBoolean()) {
                permits.release();
                return;
            }
            started.add(executor.submit(() -> {
                try {
                    return call.apply(item);
                } finally {
                    permits.release();
                }
            }));
        }
    }

    private static <R> R result(Future<R> finished) {
        try {
            return finished.resultNow();
        } catch (IllegalStateException e) {
            if (finished.state() == Future.State.FAILED && finished.exceptionNow() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a call ended unexpectedly", finished.exceptionNow());
        }
    }
}
