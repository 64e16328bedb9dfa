package dev.catwalk.lab.year;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One refresh of a merchant's token at a time, and no more than the token's life of two hours needs. */
final class RefreshAccount {
    /** Besides one for each token that the weather killed, and one for a refresh token that an answer lost. */
    private static final int MOST_AN_HOUR = 1;

    /** A token that lives for two hours is refreshed at every second walk; those that follow on a push may be nearer. */
    private static final int MOST_IN_THREE_HOURS = 2;

    private final Excuses excuses;
    private final Map<String, Integer> counted = new HashMap<>();
    private final Map<String, Integer> mostAtOnce = new HashMap<>();
    /** By merchant, in the last hours that need no excuse; three at most. */
    private final Map<String, Deque<Integer>> byHour = new HashMap<>();

    RefreshAccount(Excuses excuses) {
        this.excuses = excuses;
    }

    void judge(Instant now, List<SimulatedMerchant> merchants, List<String> wrong) {
        for (SimulatedMerchant merchant : merchants) {
            String appid = merchant.appid();
            int atOnce = merchant.mostRefreshesInFlight();
            // The answer to a node that was killed may still be on its way when another node asks.
            if (atOnce > Math.max(1, mostAtOnce.getOrDefault(appid, 1)) && !excuses.wasNodeKilled()) {
                wrong.add(atOnce + " refreshes at once for " + appid);
            }
            mostAtOnce.put(appid, atOnce);
            int calls = merchant.calls(Api.AUTHORIZER_TOKEN);
            int inThisHour = calls - counted.getOrDefault(appid, calls);
            counted.put(appid, calls);
            judgeNumber(appid, inThisHour, now, wrong);
        }
    }

    private void judgeNumber(String appid, int inThisHour, Instant now, List<String> wrong) {
        boolean excused = excuses.cover(appid, now);
        Deque<Integer> hours = byHour.computeIfAbsent(appid, _ -> new ArrayDeque<>());
        int more = excuses.furtherRefreshes(appid, now);
        if (excused || more > 0) {
            hours.clear();
        } else {
            hours.add(inThisHour);
        }
        if (hours.size() > 3) {
            hours.remove();
        }
        if (inThisHour > MOST_AN_HOUR + more && !excused) {
            wrong.add(inThisHour + " refreshes within an hour for " + appid);
        } else if (hours.stream().mapToInt(Integer::intValue).sum() > MOST_IN_THREE_HOURS) {
            wrong.add("refreshes again and again within three hours for " + appid + ": " + hours);
        }
    }
}
