package dev.catwalk.lab.drill;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.push.Announcement;
import java.util.List;

/** Some merchants withdraw their authorization. */
final class RevokedMerchants implements Drill {
    private static final int LEAVING = 3;

    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        List<SimulatedMerchant> leaving = stage.platform().component().merchants(0, LEAVING);
        List<String> appids = leaving.stream().map(SimulatedMerchant::appid).toList();
        leaving.forEach(merchant -> merchant.unauthorize(Announcement.PUSHED));
        narration.failure(LEAVING + " of " + stage.setting().merchants() + " merchants withdraw their authorization: "
                + String.join(", ", appids));
        stage.alerts().awaitAlerts("merchant.revoked", appids);
        stage.patience()
                .until(
                        "all of them revoked in reporting.merchant_coverage",
                        () -> count(stage, REVOKED, appids) == LEAVING);
        narration.seen("reporting.merchant_coverage: all " + LEAVING + " are revoked, what was read of them is kept: "
                + count(stage, CATEGORIES, appids) + " categories");
        double revoked = stage.patience().await("a figure of the revoked merchants", () -> stage.node()
                .metrics()
                .map(metrics ->
                        metrics.value("catwalk_merchants", "state=\"revoked\"").orElse(Double.NaN))
                .filter(value -> value == LEAVING));
        narration.seen("catwalk_merchants{state=\"revoked\"} is " + Math.round(revoked)
                + "; the rule CatwalkMerchantsLeaving fires when one in ten, and more than ten, left within a day");

        narration.act("ask them to authorize again, if they did not mean it; here they do");
        leaving.forEach(merchant -> merchant.reauthorize(Announcement.PUSHED));
        narration.fixed("all " + LEAVING + " have authorized again");
        long before = stage.reports().newestWalk();
        stage.patience()
                .until("all of them authorized, and read again", () -> count(stage, READ_AGAIN, appids) == LEAVING);
        narration.cleared("reporting.merchant_coverage: all " + LEAVING + " are authorized, and were read again");
        narration.cleared(stage.awaitGoodWalk(before).words());
        return "a withdrawal causes one alert per merchant and deletes nothing; a merchant that authorizes again is read at once";
    }

    private static long count(Stage stage, String sql, List<String> appids) {
        return stage.reports().number(sql, (Object) appids.toArray(String[]::new));
    }

    private static final String REVOKED = """
            select count(*) from reporting.merchant_coverage
            where merchant_appid = any(?) and authorization_state = 'revoked' and last_outcome = 'revoked'
            """;

    private static final String CATEGORIES =
            "select count(*) from reporting.category_audit where merchant_appid = any(?)";

    private static final String READ_AGAIN = """
            select count(*) from reporting.merchant_coverage
            where merchant_appid = any(?) and authorization_state = 'authorized' and last_outcome in ('changed', 'unchanged')
            """;
}
