package dev.catwalk.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.catwalk.lab.bench.walk.WalkFigures;
import dev.catwalk.lab.bench.walk.WalkKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the daemon is to reach on two cores that it shares with PostgreSQL and the platform, beside what it reached. */
final class Targets {
    private static final int USUAL = 10_000;
    private static final int LARGE = 100_000;
    private static final int HUGE = 1_000_000;

    private final Findings findings;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Findings findings) {
        this.findings = findings;
    }

    /** Those this run has measured anything about. */
    static List<Target> measured(Findings findings) {
        Targets targets = new Targets(findings);
        targets.rates();
        targets.costs();
        targets.growth();
        return List.copyOf(targets.targets);
    }

    /** @param ceiling whether the limit is the most that is good, or the least */
    record Target(String what, double limit, boolean ceiling, double measured) {
        @JsonProperty
        boolean met() {
            return ceiling ? measured <= limit : measured >= limit;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "  %-72s %s %,9.2f  %,10.2f  %s",
                    what,
                    ceiling ? "<=" : ">=",
                    limit,
                    measured,
                    met() ? "met" : "MISSED by %.0f %%".formatted(100 * Math.abs(measured / limit - 1)));
        }
    }

    private void rates() {
        Optional<WalkFigures> unchanged = at0ms(WalkKind.UNCHANGED);
        atLeast("unchanged merchants per second, 0 ms", 5000, unchanged.map(WalkFigures::perSecond));
        atLeast(
                "unchanged at 50 ms, % of calls in flight / latency",
                95, catwalk(WalkKind.UNCHANGED, USUAL, 50).map(walk -> 100 * walk.shareOfIdeal(findings.concurrency)));
        atLeast(
                "rate with a refresh for each merchant, % of the rate without, 0 ms",
                45, percent(at0ms(WalkKind.REFRESH), unchanged, WalkFigures::perSecond));
        atLeast(
                "changed merchants per second, 0 ms",
                1500,
                at0ms(WalkKind.CHANGED).map(WalkFigures::perSecond));
    }

    private void costs() {
        Optional<WalkFigures> unchanged = at0ms(WalkKind.UNCHANGED);
        atMost("CPU s of daemon and PostgreSQL per 1,000 unchanged, 0 ms", 0.20, unchanged.map(WalkFigures::cpu));
        atLeast(
                "CPU s of the baseline / those of daemon and PostgreSQL, unchanged, 0 ms",
                7,
                findings.walk(BaselineProcess.NAME, WalkKind.UNCHANGED, USUAL, 0)
                        .flatMap(baseline -> unchanged.map(walk -> baseline.cpu() / walk.cpu())));
        atMost(
                "bytes of WAL per unchanged merchant beyond full pages, 0 ms",
                150,
                unchanged.map(WalkFigures::leanWalBytes));
    }

    private void growth() {
        Optional<Double> rss = peakRss(LARGE);
        atMost("peak RSS of the daemon with 100,000 merchants, MiB", 320, rss);
        atMost(
                "peak RSS with 1,000,000 merchants, % of that with 100,000",
                110, peakRss(HUGE).flatMap(huge -> rss.map(large -> 100 * huge / large)));
        atMost(
                "time per merchant with 1,000,000, % of that with 10,000, unchanged, 0 ms",
                115,
                percent(catwalk(WalkKind.UNCHANGED, HUGE, 0), at0ms(WalkKind.UNCHANGED), walk -> 1 / walk.perSecond()));
    }

    private Optional<WalkFigures> at0ms(WalkKind kind) {
        return catwalk(kind, USUAL, 0);
    }

    private Optional<WalkFigures> catwalk(WalkKind kind, int merchants, int latencyMillis) {
        return findings.walk(BenchDaemon.NAME, kind, merchants, latencyMillis);
    }

    private Optional<Double> peakRss(int merchants) {
        return findings.memory(BenchDaemon.NAME, merchants).map(MemoryFigures::peakRss);
    }

    private static Optional<Double> percent(
            Optional<WalkFigures> one, Optional<WalkFigures> other, ToDoubleFunction<WalkFigures> figure) {
        return one.flatMap(a -> other.map(b -> 100 * figure.applyAsDouble(a) / figure.applyAsDouble(b)));
    }

    private void atLeast(String what, double limit, Optional<Double> measured) {
        measured.ifPresent(value -> targets.add(new Target(what, limit, false, value)));
    }

    private void atMost(String what, double limit, Optional<Double> measured) {
        measured.ifPresent(value -> targets.add(new Target(what, limit, true, value)));
    }
}
