package dev.catwalk.api;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.Recent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Values that many ask for at once, read by one thread each.
 *
 * <ol>
 *   <li>Of each key one reading is in flight on this node; all who want it wait for that one.
 *   <li>A value is read again when it is older than {@code fresh}.
 *   <li>While the database is away or hangs, the last value serves those whom it is of use, until it is older than {@code
 *       stale}. Whom it is enough waits for a quarter of a second, any other for some seconds.
 *   <li>Values and readings are bounded in number; what was not asked for longest is forgotten.
 * </ol>
 */
final class SharedReads<K, V> {
    /** Longer than a refresh takes while the platform works, shorter than clients wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** With a value at hand that is enough; longer than a database takes that works. */
    private static final Duration HASTE = Duration.ofMillis(250);
    /** With a value at hand that is of use; clients such as the storage for WxJava wait for ten seconds. */
    private static final Duration WITH_LESS = Duration.ofSeconds(5);
    /** So long nothing is read after the database was away. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int READINGS = 1_000;

    private final Duration fresh;
    private final Duration stale;
    private final Clock clock;
    private final Map<K, Flight<V>> flights = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Map<K, Known<V>> known;

    /** By {@link System#nanoTime}, the real time whatever the clock says. */
    private volatile long awayUntil = System.nanoTime();

    SharedReads(int capacity, Duration fresh, Duration stale, Clock clock) {
        this.fresh = fresh;
        this.stale = stale;
        this.clock = clock;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Known<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    private record Known<V>(V value, Instant readAt) {}

    private record Flight<V>(CompletableFuture<V> landing, long begunAt) {}

    /**
     * @param enough whether a fresh value needs no new reading
     * @param usable whether an old value is better than none
     */
    record Wanted<V>(Predicate<V> enough, Predicate<V> usable) {}

    /** Neither a value nor a way to read one within the time there is: to be asked for again in a few seconds. */
    static final class NotReadException extends RuntimeException {
        NotReadException(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /**
     * @param reading runs in a thread of its own and may take its time
     * @throws NotReadException see there
     * @throws RuntimeException what the reading threw, when that is not the database's trouble
     */
    V get(K key, Wanted<V> wanted, Supplier<V> reading) {
        Known<V> last = last(key);
        boolean enough = last != null && wanted.enough().test(last.value());
        if (enough && isYounger(last, fresh)) {
            return last.value();
        }
        boolean usable = last != null && wanted.usable().test(last.value()) && isYounger(last, stale);
        Duration withLast = enough ? HASTE : WITH_LESS;
        try {
            return await(flight(key, reading), usable ? withLast : PATIENCE);
        } catch (NotReadException e) {
            if (usable) {
                return last.value();
            }
            throw e;
        }
    }

    void forget(K key) {
        flights.remove(key);
        synchronized (known) {
            known.remove(key);
        }
    }

    /** Everything is forgotten. */
    void clear() {
        flights.clear();
        synchronized (known) {
            known.clear();
        }
    }

    private Known<V> last(K key) {
        synchronized (known) {
            return known.get(key);
        }
    }

    private boolean isYounger(Known<V> last, Duration age) {
        return Recent.isWithin(age, last.readAt(), clock.instant());
    }

    private Flight<V> flight(K key, Supplier<V> reading) {
        Flight<V> underway = flights.get(key);
        if (underway != null) {
            return underway;
        }
        if (awayUntil - System.nanoTime() > 0) {
            throw new NotReadException("the database is away", null);
        }
        if (flights.size() >= READINGS) {
            throw new NotReadException("too much is being read already", null);
        }
        Flight<V> begun = new Flight<>(new CompletableFuture<>(), System.nanoTime());
        underway = flights.putIfAbsent(key, begun);
        if (underway != null) {
            return underway;
        }
        Thread.ofVirtual().name("api-reading").start(() -> read(key, begun, reading));
        return begun;
    }

    private void read(K key, Flight<V> flight, Supplier<V> reading) {
        try {
            Instant readAt = clock.instant();
            V value = reading.get();
            // Stored before the flight is removed: a caller that finds no flight finds the value. A value that was
            // forgotten meanwhile is not stored.
            if (flights.get(key) == flight) {
                synchronized (known) {
                    known.put(key, new Known<>(value, readAt));
                }
            }
            flights.remove(key, flight);
            flight.landing().complete(value);
        } catch (RuntimeException | Error e) {
            if (DatabaseAway.isCauseOf(e)) {
                awayUntil = System.nanoTime() + PAUSE.toNanos();
            }
            flights.remove(key, flight);
            flight.landing().completeExceptionally(e);
        }
    }

    /** @param patience since the flight began */
    private static <V> V await(Flight<V> flight, Duration patience) {
        long left = flight.begunAt() + patience.toNanos() - System.nanoTime();
        try {
            return flight.landing().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new NotReadException("it takes too long at this moment", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReadException("this node is stopping", e);
        } catch (ExecutionException e) {
            if (DatabaseAway.isCauseOf(e.getCause())) {
                throw new NotReadException("the database is away", e.getCause());
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
