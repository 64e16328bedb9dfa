package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.Metrics;
import java.util.Locale;

/** How many of the visits since some moment ended in one way, as a rule of Prometheus looks at them. */
final class VisitShare {
    /** Of the rules CatwalkVisitsThrottled, CatwalkVisitsDeferred and CatwalkVisitsFailing. */
    private static final double TOO_MANY = 0.05;

    private VisitShare() {}

    /** Waits until the rule would fire if it went on like this, and shows the figures. */
    static void awaitTooMany(Stage stage, Metrics before, String outcome, String rule) {
        Metrics now = stage.patience()
                .await(
                        "a share of " + outcome + " visits above 5 % in the metrics",
                        () -> stage.node().metrics().filter(metrics -> share(before, metrics, outcome) > TOO_MANY));
        stage.narration()
                .seen(String.format(
                        Locale.ROOT,
                        "catwalk_visits_total{outcome=\"%s\"} grew by %.0f, %.0f %% of all visits since; the rule %s fires"
                                + " above 5 %% and ten visits of an hour",
                        outcome,
                        now.visits(outcome) - before.visits(outcome),
                        100 * share(before, now, outcome),
                        rule));
    }

    private static double share(Metrics before, Metrics now, String outcome) {
        double visits = now.visits() - before.visits();
        return visits == 0 ? 0 : (now.visits(outcome) - before.visits(outcome)) / visits;
    }
}
