package dev.catwalk.lab.bench.walk;

import dev.catwalk.lab.bench.BarChart;
import dev.catwalk.lab.bench.BarChart.Bar;
import dev.catwalk.lab.bench.BarChart.Panel;
import dev.catwalk.lab.bench.BenchDaemon;
import dev.catwalk.lab.bench.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures of one run as a picture: rate and cost of each kind of walk, beside the baseline and the floor. */
final class WalkChart {
    private static final String OURS = "#1f6f8b";
    private static final String BASELINE = "#c8553d";
    private static final String FLOOR = "#8a8a8a";

    private final Findings findings;

    WalkChart(Findings findings) {
        this.findings = findings;
    }

    String svg() {
        List<Panel> panels = new ArrayList<>();
        findings.walks.stream()
                .map(walk -> walk.of().latencyMillis())
                .distinct()
                .sorted()
                .forEach(latency -> panels.addAll(List.of(rates(latency), costs(latency))));
        return new BarChart("Walks over all merchants", findings.machine.toString(), panels).svg();
    }

    private Panel rates(int latency) {
        List<Bar> bars = new ArrayList<>(bars(latency, walk -> new Double[] {walk.perSecond()}));
        for (FloorFigures floor : findings.floors) {
            if (floor.calls().containsKey(latency)) {
                bars.add(Bar.of(
                        label(floor.merchants(), "floor: calls by wrk"),
                        FLOOR,
                        floor.calls().get(latency)));
            }
        }
        return new Panel("Merchants per second", latency + " ms of latency", bars);
    }

    private Panel costs(int latency) {
        return new Panel(
                "CPU seconds per 1,000 merchants", "0 ms of latency: dark what walks, light PostgreSQL", bars(0, walk ->
                        new Double[] {walk.workerCpu(), walk.databaseCpu()}));
    }

    private List<Bar> bars(int latency, Function<WalkFigures, Double[]> parts) {
        return findings.walks.stream()
                .filter(walk -> walk.of().latencyMillis() == latency)
                .sorted(Comparator.comparing((WalkFigures walk) -> walk.of().merchants())
                        .thenComparing(walk -> walk.of().kind())
                        .thenComparing(walk -> walk.of().worker(), Comparator.reverseOrder()))
                .map(walk -> Bar.of(
                        label(
                                walk.of().merchants(),
                                walk.of().kind() + ", " + walk.of().worker()),
                        walk.of().worker().equals(BenchDaemon.NAME) ? OURS : BASELINE,
                        parts.apply(walk)))
                .toList();
    }

    private static String label(int merchants, String what) {
        return String.format(Locale.ROOT, "%,d: %s", merchants, what);
    }
}
