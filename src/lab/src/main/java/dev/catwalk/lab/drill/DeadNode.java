package dev.catwalk.lab.drill;

import dev.catwalk.lab.drill.Reports.Walk;
import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.lab.surroundings.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One of two nodes is killed in the middle of a walk. */
final class DeadNode implements Drill {
    /** Enough for sixteen slices, which two nodes share. */
    private static final int MERCHANTS = 1600;

    /** Small pages, so that there is a middle, and a page of each of eight slices at once. */
    private static final Map<String, String> CONFIGURATION =
            Map.of("catwalk.walk.concurrency", "40", "catwalk.walk.page-size", "5");

    @Override
    public Setting setting() {
        return new Setting(2, MERCHANTS, CONFIGURATION);
    }

    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        Node survivor = stage.nodes().getFirst();
        Node victim = stage.nodes().getLast();
        Walk cut = SlowWalk.awaitMiddle(stage);
        List<String> slices = stage.patience().await("slices of " + victim.name(), () -> Optional.of(
                        stage.reports().texts(SLICES, cut.id(), victim.name()))
                .filter(found -> !found.isEmpty()));
        long process = victim.pid();
        victim.kill();
        long killedAt = System.nanoTime();
        narration.failure(
                "kill -9 " + process + ": " + victim.name() + " dies in the middle of a walk: " + cut.words());
        stage.patience()
                .until(
                        "silence at " + victim.metricsAddress() + " alone",
                        () -> victim.metrics().isEmpty() && survivor.metrics().isPresent());
        narration.seen("no process answers at " + victim.metricsAddress()
                + ": up is 0, and the other node answers: what the rule"
                + " CatwalkNodeDown finds, after five minutes");
        stage.patience().until("slices of the dead at " + survivor.name(), () -> areTakenOver(stage, cut, slices));
        narration.seen(String.format(
                Locale.ROOT,
                "%s has continued slices %s, which %s left, %.1f s after its death",
                survivor.name(),
                String.join(", ", slices),
                victim.name(),
                seconds(killedAt)));
        SlowWalk.end(stage);
        Walk ended = SlowWalk.awaitBalanced(stage, cut.id());
        narration.seen(String.format(
                Locale.ROOT, "the walk that was cut: %s, %.1f s after the death", ended.words(), seconds(killedAt)));

        narration.act("systemctl start catwalk on that machine; nothing has to be moved");
        victim.start();
        stage.patience().until(victim.name() + " is ready", Patience.OF_STARTS, victim::isReady);
        narration.fixed(victim.name() + " was started again (process " + victim.pid() + ")");
        double visits = stage.patience().await("visits of " + victim.name(), () -> victim.metrics()
                .map(Metrics::visits)
                .filter(count -> count > 0));
        narration.cleared(String.format(
                Locale.ROOT, "%s answers at its metrics, and has made %.0f visits", victim.name(), visits));
        narration.cleared(stage.awaitGoodWalk(stage.reports().newestWalk() - 1).words());
        return "a node that dies costs seconds: another continues its slices, and no merchant is left out or counted twice";
    }

    private static final String SLICES = """
            select slice_no::text from app.walk_slice
            join quartz.qrtz_fired_triggers on job_name = 'walk-' || walk_id || '-slice-' || slice_no
            where walk_id = ? and instance_name = ? and state = 'EXECUTING' and position < merchants
            order by walk_slice.slice_no
            """;

    private static final String LEFT_ALONE = """
            select count(*) from app.walk_slice
            where walk_id = ? and slice_no = any(?) and position < merchants
              and not exists (
                select from quartz.qrtz_fired_triggers
                where job_name = 'walk-' || walk_id || '-slice-' || slice_no and instance_name <> ? and state = 'EXECUTING')
            """;

    /** Whether another is at work on each of them, or through with it. */
    private static boolean areTakenOver(Stage stage, Walk cut, List<String> slices) {
        Integer[] numbers = slices.stream().map(Integer::valueOf).toArray(Integer[]::new);
        String victim = stage.nodes().getLast().name();
        return stage.reports().number(LEFT_ALONE, cut.id(), numbers, victim) == 0;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
