package dev.catwalk.platform;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one place where calls fan out: each on a virtual thread, no more of them at once on this node than
 * {@code catwalk.walk.concurrency}.
 *
 * <p>The producer waits for a permit, not the call, and permits are handed out in order: so a single merchant that a push
 * brings waits behind a handful of producers and not behind everything they still have to do.
 */
@Singleton
public class ConcurrentCalls {
    private final Semaphore permits;

    ConcurrentCalls(@ConfigProperty(name = "catwalk.walk.concurrency", defaultValue = "64") int concurrency) {
        this.permits = new Semaphore(concurrency, true);
    }

    /**
     * Applies {@code call} to each item, in order of starting, and waits for all that were started.
     *
     * @param stop asked before each start; once true, nothing more is started
     * @return the results of those that were started: a prefix of {@code items}
     */
    public <T, R> List<R> map(List<T> items, BooleanSupplier stop, Function<T, R> call) {
        List<Future<R>> started = new ArrayList<>(items.size());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                permits.acquireUninterruptibly();
                if (stop.getAsBoolean()) {
                    permits.release();
                    break;
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
        return started.stream().map(ConcurrentCalls::result).toList();
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
