package dev.catwalk.lab.drill;

import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.lab.surroundings.Metrics;

/** Our address leaves the platform's IP whitelist. */
final class WhitelistLoss implements Drill {
    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        long before = stage.reports().newestWalk();
        Metrics visitsBefore = stage.metrics();
        stage.platform().component().refuseIp();
        narration.failure("the platform does not know our address any more: every call is answered 61004");
        stage.alerts().awaitAlert("platform.stopped", "61004");
        narration.seen(stage.awaitStoppedWalk(before, 61004).words());
        VisitShare.awaitTooMany(stage, visitsBefore, "deferred", "CatwalkVisitsDeferred");
        stage.examine("egress address");

        narration.act("enter the address in the console's IP whitelist and publish");
        long refused = stage.reports().newestWalk();
        stage.platform().component().allowIp();
        narration.fixed("the platform knows our address again");
        stage.alerts().awaitAllClear("platform.recovered", "calls succeed again");
        Walk good = stage.awaitGoodWalk(refused);
        narration.cleared(good.words() + ", without a restart");
        return "a lost IP whitelist entry causes one alert, with the address, and ends by itself when the entry is back";
    }
}
