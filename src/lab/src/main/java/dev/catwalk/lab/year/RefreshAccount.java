package dev.catwalk.lab.year;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One refresh of a merchant's token at a time, and no more than the token's life of two hours needs. */
final class RefreshAccount {
    /** Besides one for each token that the weather killed. */
    private static final int MOST_AN_HOUR = 1;

    private final Excuses excuses;
    private final Map<String, Integer> counted = new HashMap<>();
    private final Map<String, Integer> mostAtOnce = new HashMap<>();

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
            if (inThisHour > MOST_AN_HOUR + excuses.killedTokens(appid) && !excuses.cover(appid, now)) {
                wrong.add(inThisHour + " refreshes within an hour for " + appid);
            }
        }
    }
}
