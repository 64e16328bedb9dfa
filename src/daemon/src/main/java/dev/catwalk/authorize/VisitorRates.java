package dev.catwalk.authorize;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often links may be tried on this node: by one address, and by all together. */
@Singleton
class VisitorRates {
    /** More than a person needs who tries again, and too few to guess one of 2^128. */
    static final int PER_ADDRESS_AND_MINUTE = 20;

    static final int PER_SECOND = 50;
    /** The address that was seen longest ago is forgotten first. */
    private static final int ADDRESSES = 10_000;

    private final Bucket all = bucket(PER_SECOND, Duration.ofSeconds(1));
    private final Map<String, Bucket> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    };

    private static Bucket bucket(int most, Duration period) {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(most)
                        .refillGreedy(most, period)
                        .build())
                .build();
    }

    /** What one address tries too often takes nothing from the others. */
    boolean admit(String address) {
        Bucket its;
        synchronized (byAddress) {
            its = byAddress.computeIfAbsent(
                    network(address), _ -> bucket(PER_ADDRESS_AND_MINUTE, Duration.ofMinutes(1)));
        }
        return its.tryConsume(1) && all.tryConsume(1);
    }

    /** One line has a whole /64 of IPv6 addresses. */
    private static String network(String address) {
        return address.contains(":") ? String.join(":", firstGroups(address)) : address;
    }

    private static String[] firstGroups(String address) {
        String[] groups = address.split(":");
        return Arrays.copyOf(groups, Math.min(4, groups.length));
    }

    /** Everything is forgotten. */
    void clear() {
        synchronized (byAddress) {
            byAddress.clear();
        }
        all.reset();
    }
}
