package dev.catwalk.simulator.call;

import dev.catwalk.simulator.SimulatedMerchant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Counts of calls as the admin API shows them. */
public final class CallCounts {
    private CallCounts() {}

    /**
     * @param answered call, error code, count
     * @param perSecond epoch second, count
     */
    record Overall(long total, Map<String, Map<Integer, Long>> answered, Map<Long, Long> perSecond) {}

    record OfMerchant(Map<String, Integer> calls, int mostRefreshesInFlight) {}

    public static Overall of(Calls calls) {
        Map<String, Map<Integer, Long>> answered = new TreeMap<>();
        calls.answered().forEach((api, codes) -> answered.put(api.wireName(), codes));
        return new Overall(calls.total(), answered, calls.perSecond());
    }

    public static OfMerchant of(SimulatedMerchant merchant) {
        Map<String, Integer> counts = new TreeMap<>();
        Arrays.stream(Api.values())
                .filter(api -> merchant.calls(api) > 0)
                .forEach(api -> counts.put(api.wireName(), merchant.calls(api)));
        return new OfMerchant(counts, merchant.mostRefreshesInFlight());
    }
}
