package dev.catwalk.lab.bench;

import dev.catwalk.lab.bench.walk.FloorFigures;
import dev.catwalk.lab.bench.walk.WalkFigures;
import dev.catwalk.lab.bench.walk.WalkKind;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** What the figures of one run mean beside each other. */
public final class Summary {
    private final Findings findings;
    private final PrintStream out;

    public Summary(Findings findings, PrintStream out) {
        this.findings = findings;
        this.out = out;
    }

    public void print() {
        memory();
        growth();
        baseline();
        floor();
        line("%nTargets%67s  %13s  %10s", "", "wanted", "measured");
        findings.targets().forEach(target -> out.println(target.line()));
    }

    private void memory() {
        line("%nMemory, MiB%n%9s  %-9s  %8s  %13s", "merchants", "process", "peak RSS", "heap after GC");
        findings.memory.forEach(
                of -> line("%,9d  %-9s  %8.0f  %13.0f", of.merchants(), of.process(), of.peakRss(), of.heap()));
    }

    private void growth() {
        if (findings.walks.stream()
                        .map(walk -> walk.of().merchants())
                        .distinct()
                        .count()
                < 2) {
            return;
        }
        line("%nTime per merchant, relative to 10,000 merchants");
        for (WalkFigures walk : findings.walks) {
            WalkFigures.Subject of = walk.of();
            findings.walk(of.worker(), of.kind(), 10_000, of.latencyMillis())
                    .filter(_ -> of.worker().equals(BenchDaemon.NAME))
                    .ifPresent(usual -> line(
                            "%,9d  %4d ms  %-9s  %5.2f",
                            of.merchants(), of.latencyMillis(), of.kind(), usual.perSecond() / walk.perSecond()));
        }
    }

    private void baseline() {
        findings.walks.stream()
                .filter(walk -> walk.of().worker().equals(BaselineProcess.NAME))
                .forEach(this::against);
    }

    private void against(WalkFigures baseline) {
        WalkFigures.Subject of = baseline.of();
        WalkFigures ours = findings.walk(BenchDaemon.NAME, of.kind(), of.merchants(), of.latencyMillis())
                .orElseThrow();
        line(
                "%s %,d merchants, %3d ms, %-9s: %5.1f x the rate of the baseline, %5.1f x fewer CPU s per merchant",
                isFirst(baseline) ? "\nAgainst the baseline\n " : " ",
                of.merchants(),
                of.latencyMillis(),
                of.kind(),
                ours.perSecond() / baseline.perSecond(),
                baseline.cpu() / ours.cpu());
    }

    private boolean isFirst(WalkFigures baseline) {
        return findings.walks.stream()
                        .filter(walk -> walk.of().worker().equals(BaselineProcess.NAME))
                        .findFirst()
                        .orElseThrow()
                == baseline;
    }

    private void floor() {
        for (FloorFigures floor : findings.floors) {
            line("%nAgainst the floor, %,d merchants", floor.merchants());
            floor.calls().forEach((latency, calls) -> ofFloor(floor, latency)
                    .ifPresent(walk -> line(
                            "  %3d ms: %,.0f merchants/s, where wrk makes %,.0f getcategory calls/s: %.0f %%",
                            latency, walk.perSecond(), calls, 100 * walk.perSecond() / calls)));
            ofFloor(floor, 0)
                    .ifPresent(walk -> line(
                            "  PostgreSQL: %.3f CPU s per 1,000 merchants, where nothing but the updates cost %.3f"
                                    + " (at %,.0f rows/s): %.1f x",
                            walk.databaseCpu(),
                            floor.updateCpu(),
                            floor.updates(),
                            walk.databaseCpu() / floor.updateCpu()));
        }
    }

    private Optional<WalkFigures> ofFloor(FloorFigures floor, int latencyMillis) {
        return findings.walk(BenchDaemon.NAME, WalkKind.UNCHANGED, floor.merchants(), latencyMillis);
    }

    private void line(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
