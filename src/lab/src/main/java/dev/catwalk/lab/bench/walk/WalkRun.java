package dev.catwalk.lab.bench.walk;

import dev.catwalk.lab.bench.BaselineProcess;
import dev.catwalk.lab.bench.BenchDaemon;
import dev.catwalk.lab.bench.BenchSite;
import dev.catwalk.lab.bench.Findings;
import dev.catwalk.lab.bench.MemoryFigures;
import dev.catwalk.lab.bench.WrkLoad;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One run of {@code bench walk}: for each number of merchants a site, walked by the daemon, then by the baseline, then the floor. */
final class WalkRun {
    private final Settings settings;
    private final Path folder;
    private final Findings findings;
    private final WalkTable table;

    /** @param beside at how many merchants baseline and floor are measured; 0 for never */
    record Settings(List<Integer> latencies, List<WalkKind> kinds, int beside, int concurrency, int seconds) {}

    WalkRun(Settings settings, Path folder, Findings findings, WalkTable table) {
        this.settings = settings;
        this.folder = folder;
        this.findings = findings;
        this.table = table;
    }

    void with(int merchants) throws Exception {
        try (BenchSite site = BenchSite.start(folder.resolve(Integer.toString(merchants)), merchants)) {
            try (BenchDaemon daemon = site.serve(daemonSettings())) {
                measure(site, daemon);
            }
            if (merchants == settings.beside()) {
                try (BaselineProcess baseline = site.baseline(settings.concurrency())) {
                    measure(site, baseline);
                }
                findings.floors.add(floor(site));
            }
            findings.memory.add(MemoryFigures.of("platform", site.platform().process(), merchants));
        }
    }

    private Map<String, String> daemonSettings() {
        return Map.of(
                "CATWALK_WALK_CONCURRENCY",
                Integer.toString(settings.concurrency()),
                "CATWALK_WALK_MAX_CALLS_PER_SECOND",
                "1000000");
    }

    private void measure(BenchSite site, Walker walker) throws Exception {
        WalkMeasurement measurement = new WalkMeasurement(site, walker, settings.seconds());
        site.platform().latency(0);
        add(measurement.first());
        for (int latency : settings.latencies()) {
            site.platform().latency(latency);
            for (WalkKind kind : settings.kinds()) {
                add(measurement.of(kind, latency));
            }
        }
        findings.memory.add(MemoryFigures.of(walker.name(), walker.process(), site.merchants()));
    }

    private void add(WalkFigures figures) {
        findings.walks.add(figures);
        table.add(figures);
    }

    private FloorFigures floor(BenchSite site) throws Exception {
        WrkLoad wrk = new WrkLoad(site.platform(), settings.concurrency(), settings.seconds());
        SortedMap<Integer, Double> calls = new TreeMap<>();
        for (int latency : settings.latencies()) {
            site.platform().latency(latency);
            calls.put(latency, wrk.callsPerSecond());
        }
        UpdateLoad.Updates updates = new UpdateLoad(site.database(), settings.seconds()).measure();
        return new FloorFigures(site.merchants(), calls, updates.perSecond(), updates.cpu());
    }
}
