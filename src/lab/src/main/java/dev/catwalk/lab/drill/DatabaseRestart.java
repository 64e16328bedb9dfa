package dev.catwalk.lab.drill;

import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.lab.surroundings.Node;
import java.util.Locale;
import java.util.Optional;

/** PostgreSQL is away in the middle of a walk. */
final class DatabaseRestart implements Drill {
    /** Prometheus' default; a target that takes longer is down. */
    private static final double SCRAPE_SECONDS = 10;

    @Override
    public Setting setting() {
        return new Setting(1, 60, SlowWalk.CONFIGURATION);
    }

    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        Node node = stage.node();
        Walk cut = SlowWalk.awaitMiddle(stage);
        stage.stopDatabase();
        narration.failure("PostgreSQL is stopped in the middle of a walk: " + cut.words());
        int status = stage.patience().await("a readiness that is down", () -> node.readiness().stream()
                .filter(code -> code == 503)
                .boxed()
                .findFirst());
        narration.seen("/q/health/ready answers " + status + ": no balancer sends it pushes");
        double seconds = stage.patience().await("a gauge without a value", () -> secondsToNothing(node));
        narration.seen(String.format(
                Locale.ROOT,
                "catwalk_merchants is NaN, after %.1f s: what the rule CatwalkDatabaseAway finds, after three minutes",
                seconds));

        narration.act("systemctl start postgresql");
        SlowWalk.end(stage);
        stage.startDatabase();
        narration.fixed("PostgreSQL answers again");
        stage.patience().until("a readiness of 200", node::isReady);
        narration.cleared("/q/health/ready answers 200");
        double merchants = stage.patience().await("gauges with values", () -> node.metrics()
                .map(DatabaseRestart::merchants)
                .filter(value -> !Double.isNaN(value)));
        narration.cleared("catwalk_merchants is " + Math.round(merchants));
        narration.cleared("the walk that was cut: "
                + SlowWalk.awaitBalanced(stage, cut.id()).words());
        // Had it ended, the wait would have failed.
        narration.cleared("the next one: " + stage.awaitGoodWalk(cut.id()).words() + "; the daemon is process "
                + node.pid() + " still");
        return "without its database a daemon says so; when the database is back it continues where it was, without a restart";
    }

    /** How long an answer without figures took; empty when there are figures, or Prometheus would not have waited for it. */
    private static Optional<Double> secondsToNothing(Node node) {
        long askedAt = System.nanoTime();
        return node.metrics()
                .filter(metrics -> Double.isNaN(merchants(metrics)))
                .map(_ -> (System.nanoTime() - askedAt) / 1e9)
                .filter(seconds -> seconds < SCRAPE_SECONDS);
    }

    private static double merchants(Metrics metrics) {
        return metrics.value("catwalk_merchants").orElse(Double.NaN);
    }
}
