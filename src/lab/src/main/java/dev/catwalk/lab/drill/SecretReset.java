package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.SimulatedMerchant;
import java.util.UUID;

/** A colleague resets the component's secret in the console. */
final class SecretReset implements Drill {
    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        SimulatedComponent component = stage.platform().component();
        String secret = UUID.randomUUID().toString().replace("-", "");
        long before = stage.reports().newestWalk();
        Metrics visitsBefore = stage.metrics();
        component.resetSecret(secret);
        narration.failure("the component secret is reset: api_component_token is answered 40125");
        narration.note(
                "tokens are valid for two hours; the platform invalidates them, so that a new one is needed now");
        component.invalidateAccessTokens();
        component.merchants(0, component.merchantCount()).forEach(SimulatedMerchant::invalidateAccessTokens);
        stage.alerts().awaitAlert("platform.stopped", "40125");
        narration.seen(stage.awaitStoppedWalk(before, 40125).words());
        VisitShare.awaitTooMany(stage, visitsBefore, "deferred", "CatwalkVisitsDeferred");
        stage.examine("credentials");

        narration.act("catwalk.component.secret=... in config/application.properties, systemctl restart catwalk");
        stage.node().configure("catwalk.component.secret", secret);
        int exitCode = stage.node().terminate();
        long refused = stage.reports().newestWalk();
        stage.node().start();
        stage.patience().until("the daemon is ready again", Patience.OF_STARTS, stage.node()::isReady);
        narration.fixed("the daemon ended with " + exitCode + " and was started with the new secret (process "
                + stage.node().pid() + ")");
        stage.alerts().awaitAllClear("platform.recovered", "calls succeed again");
        narration.cleared(stage.awaitGoodWalk(refused).words());
        return "a reset secret causes one alert, and everything continues after a restart with the new one";
    }
}
