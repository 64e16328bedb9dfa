package dev.catwalk.lab.drill;

import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import java.time.Duration;
import java.util.Map;

/** A walk that lasts long enough for something to happen in its middle. */
final class SlowWalk {
    private static final Duration LATENCY = Duration.ofMillis(400);

    /** Few calls at once and small pages, so that there is a middle. */
    static final Map<String, String> CONFIGURATION =
            Map.of("catwalk.walk.concurrency", "4", "catwalk.walk.page-size", "5");

    private SlowWalk() {}

    /** Makes the platform slow, and returns when a walk is somewhere between a fifth and four fifths. */
    static Walk awaitMiddle(Stage stage) {
        stage.platform().faults().add(Fault.delay(LATENCY).on(Api.GET_CATEGORY));
        long before = stage.reports().newestWalk();
        return stage.patience().await("the middle of a walk", () -> stage.reports()
                .runningWalk()
                .filter(walk -> walk.id() > before
                        && walk.recorded() * 5 >= walk.merchants()
                        && walk.recorded() * 5 <= walk.merchants() * 4));
    }

    /** The platform is as fast as it was. */
    static void end(Stage stage) {
        stage.platform().faults().clear();
    }

    /** Returns when that walk is over, with an outcome for every merchant. */
    static Walk awaitBalanced(Stage stage, long walkId) {
        stage.patience()
                .until(
                        "the end of walk " + walkId,
                        () -> !stage.reports().walk(walkId).state().equals("running"));
        Walk ended = stage.reports().walk(walkId);
        if (!ended.state().equals("completed") || !ended.isBalanced()) {
            throw new DidNotAppearException("a balanced ledger: " + ended.words());
        }
        return ended;
    }
}
