package dev.catwalk.simulator.call;

import dev.catwalk.simulator.SimulatedMerchant;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** What the platform was asked: counts by call, by error code and by second. Counts per merchant are with the merchant. Thread-safe. */
public final class Calls {
    private static final int SECONDS_KEPT = 600;

    private final LongAdder[] byApi =
            Arrays.stream(Api.values()).map(_ -> new LongAdder()).toArray(LongAdder[]::new);
    private final Map<Api, Map<Integer, LongAdder>> byErrcode = new ConcurrentHashMap<>();
    private final Map<Long, LongAdder> bySecond = new ConcurrentHashMap<>();
    private final AtomicInteger waiters = new AtomicInteger();
    private final Object arrival = new Object();

    public long count(Api api) {
        return byApi[api.ordinal()].sum();
    }

    public long total() {
        return Arrays.stream(byApi).mapToLong(LongAdder::sum).sum();
    }

    /** Answers of a call with this error code; 0 for success. */
    public long answered(Api api, int errcode) {
        LongAdder count = byErrcode.getOrDefault(api, Map.of()).get(errcode);
        return count == null ? 0 : count.sum();
    }

    /** Every call answered so far: call, error code, count. */
    public Map<Api, Map<Integer, Long>> answered() {
        Map<Api, Map<Integer, Long>> counts = new TreeMap<>();
        byErrcode.forEach((api, codes) -> {
            Map<Integer, Long> ofApi = new TreeMap<>();
            codes.forEach((code, count) -> ofApi.put(code, count.sum()));
            counts.put(api, ofApi);
        });
        return counts;
    }

    /** Calls per second of the last ten minutes, by epoch second of the machine's clock: a rate is about real time. */
    public NavigableMap<Long, Long> perSecond() {
        NavigableMap<Long, Long> counts = new TreeMap<>();
        bySecond.forEach((second, count) -> counts.put(second, count.sum()));
        return counts;
    }

    /** Returns when that many calls have arrived since the start or the last {@link #clear}. */
    public void await(Api api, long count, Duration limit) throws InterruptedException, TimeoutException {
        await(() -> count(api) >= count, limit, count + " × " + api.wireName());
    }

    /** Returns when that many calls for the merchant have arrived. */
    public void await(Api api, SimulatedMerchant merchant, int count, Duration limit)
            throws InterruptedException, TimeoutException {
        await(() -> merchant.calls(api) >= count, limit, count + " × " + api.wireName() + " for " + merchant.appid());
    }

    public void clear() {
        Arrays.stream(byApi).forEach(LongAdder::reset);
        byErrcode.clear();
        bySecond.clear();
    }

    void arrived(Api api) {
        byApi[api.ordinal()].increment();
        long second = System.currentTimeMillis() / 1000;
        LongAdder calls = bySecond.get(second);
        if (calls == null) {
            bySecond.keySet().removeIf(old -> old < second - SECONDS_KEPT);
            calls = bySecond.computeIfAbsent(second, _ -> new LongAdder());
        }
        calls.increment();
        if (waiters.get() > 0) {
            synchronized (arrival) {
                arrival.notifyAll();
            }
        }
    }

    void answered(Api api, RefusalException error) {
        byErrcode
                .computeIfAbsent(api, _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(error == null ? 0 : error.errcode(), _ -> new LongAdder())
                .increment();
    }

    private void await(BooleanSupplier reached, Duration limit, String what)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        waiters.incrementAndGet();
        try {
            synchronized (arrival) {
                while (!reached.getAsBoolean()) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        throw new TimeoutException("did not arrive within " + limit + ": " + what);
                    }
                    arrival.wait(left);
                }
            }
        } finally {
            waiters.decrementAndGet();
        }
    }
}
