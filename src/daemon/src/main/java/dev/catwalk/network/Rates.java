package dev.catwalk.network;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often each of many may do something on this node: an address, a key. What one tries too often takes nothing from others. */
public final class Rates {
    /** What did something longest ago is forgotten first. */
    private static final int REMEMBERED = 10_000;

    private final int most;
    private final Duration period;
    private final Map<Object, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** So many times in a period, and as many at once. */
    public Rates(int most, Duration period) {
        this.most = most;
        this.period = period;
    }

    /** @return zero when it may do it now; otherwise for how long it has to wait */
    public Duration take(Object who) {
        Bucket its;
        synchronized (buckets) {
            its = buckets.computeIfAbsent(who, _ -> bucket());
        }
        ConsumptionProbe turn = its.tryConsumeAndReturnRemaining(1);
        return turn.isConsumed() ? Duration.ZERO : Duration.ofNanos(turn.getNanosToWaitForRefill());
    }

    private Bucket bucket() {
        // By the monotonic clock: the machine's may be set back, and nothing would be refilled until it has caught up.
        return Bucket.builder()
                .withNanosecondPrecision()
                .addLimit(Bandwidth.builder()
                        .capacity(most)
                        .refillGreedy(most, period)
                        .build())
                .build();
    }

    /** Everything is forgotten. */
    public void clear() {
        synchronized (buckets) {
            buckets.clear();
        }
    }
}
