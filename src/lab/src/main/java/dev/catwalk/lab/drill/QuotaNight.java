package dev.catwalk.lab.drill;

import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.Faults;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Merchants' quotas of getcategory are used up until midnight in Shanghai. */
final class QuotaNight implements Drill {
    private static final int THROTTLED = 15;
    private static final int FURTHER_WALKS = 3;

    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        Faults faults = stage.platform().faults();
        Instant midnight = faults.midnight();
        List<SimulatedMerchant> poor = stage.platform().component().merchants(0, THROTTLED);
        Metrics before = stage.metrics();
        long walkBefore = stage.reports().newestWalk();
        poor.forEach(merchant -> faults.add(Fault.errcode(45009)
                .on(Api.GET_CATEGORY)
                .forMerchant(merchant.appid())
                .until(midnight)));
        narration.failure(
                "the quota of " + THROTTLED + " merchants is used up: getcategory is answered 45009 until " + midnight);

        Walk walk = stage.patience()
                .await("a walk with " + THROTTLED + " throttled", () -> throttledWalk(stage, walkBefore));
        long asked = calls(poor);
        narration.seen(walk.words());
        showPause(stage, midnight);
        Walk later = stage.patience()
                .await(FURTHER_WALKS + " more walks", () -> stage.reports().endedAfter(walk.id()).stream()
                        .skip(FURTHER_WALKS - 1L)
                        .findFirst());
        requireNoCalls(poor, asked);
        narration.seen(later.words() + ": after " + FURTHER_WALKS
                + " more walks the platform counts not one more call for them");
        VisitShare.awaitTooMany(stage, before, "throttled", "CatwalkVisitsThrottled");

        narration.act("who else calls for these merchants? walk less often: catwalk.walk.schedule");
        narration.act("psql: select last_errcode, count(*) from reporting.merchant_coverage where last_outcome ="
                + " 'throttled' group by 1");
        narration.quote(stage.reports().texts(THROTTLED_BY_CODE));
        long held = stage.reports().newestWalk();
        faults.clear();
        narration.fixed("a new day: the platform answers; the drill moves the end of the pause to now");
        stage.patience().until("no merchant is throttled any more", () -> passMidnight(stage) == 0);
        narration.cleared(stage.awaitGoodWalk(held).words());
        return "merchants without quota are left alone until midnight in Shanghai and counted as throttled, and the others"
                + " are read";
    }

    private static Optional<Walk> throttledWalk(Stage stage, long after) {
        return stage.reports().endedAfter(after).stream()
                .filter(walk -> walk.count("throttled") == THROTTLED && walk.isBalanced())
                .findFirst();
    }

    private static final String PAUSED = """
            select count(*) from app.merchant_visit
            where outcome = 'throttled' and hold_until = cast(? as timestamptz)
            """;

    private static void showPause(Stage stage, Instant midnight) {
        if (stage.reports().number(PAUSED, midnight.toString()) != THROTTLED) {
            throw new DidNotAppearException("a pause of all " + THROTTLED + " until " + midnight);
        }
        stage.narration().seen("all " + THROTTLED + " are left alone until " + midnight + ", midnight in Shanghai");
    }

    private static void requireNoCalls(List<SimulatedMerchant> merchants, long asked) {
        long now = calls(merchants);
        if (now != asked) {
            throw new DidNotAppearException("the pause: " + (now - asked) + " calls were made for throttled merchants");
        }
    }

    private static long calls(List<SimulatedMerchant> merchants) {
        return merchants.stream()
                .mapToLong(merchant -> merchant.calls(Api.GET_CATEGORY))
                .sum();
    }

    private static final String THROTTLED_BY_CODE = """
            select last_errcode || ' | ' || count(*) from reporting.merchant_coverage
            where last_outcome = 'throttled' group by last_errcode
            """;

    private static final String PASS_MIDNIGHT = """
            update app.merchant_visit set hold_until = now() where outcome = 'throttled' and hold_until > now()
            """;

    private static final String STILL_THROTTLED =
            "select count(*) from reporting.merchant_coverage where last_outcome = 'throttled'";

    /** Again and again: a walk that was on its way writes the old end back. */
    private static long passMidnight(Stage stage) {
        stage.reports().change(PASS_MIDNIGHT);
        return stage.reports().number(STILL_THROTTLED);
    }
}
