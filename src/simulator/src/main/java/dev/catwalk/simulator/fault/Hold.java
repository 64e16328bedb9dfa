package dev.catwalk.simulator.fault;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls whose answers wait. The platform has done its part already when the call is held, so a test may kill the caller between
 * the call and its record.
 */
public final class Hold {
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    /** Returns when the first call is held. */
    public void awaitArrival(Duration limit) throws InterruptedException, TimeoutException {
        try {
            arrived.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an arrival never fails", e);
        }
    }

    public boolean arrived() {
        return arrived.isDone();
    }

    /** Lets go what is held, and everything that comes later. */
    public void release() {
        released.complete(null);
    }

    public void arrive() {
        arrived.complete(null);
    }

    public CompletableFuture<Void> released() {
        return released;
    }
}
