package dev.catwalk.authorize;

import dev.catwalk.network.Rates;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;

/** How often links may be tried on this node: by one address, and by all together. */
@Singleton
class VisitorRates {
    /** More than a person needs who tries again, and too few to guess one of 2^128. */
    static final int PER_ADDRESS_AND_MINUTE = 20;

    static final int PER_SECOND = 50;

    private final Rates each = new Rates(PER_ADDRESS_AND_MINUTE, Duration.ofMinutes(1));
    private final Rates all = new Rates(PER_SECOND, Duration.ofSeconds(1));

    /** What one address tries too often takes nothing from the others. */
    boolean admit(String address) {
        return each.take(network(address)).isZero() && all.take("all").isZero();
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
        each.clear();
        all.clear();
    }
}
