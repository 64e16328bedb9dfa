package dev.catwalk.lab.bench.walk;

import dev.catwalk.lab.bench.BenchSite;
import dev.catwalk.lab.bench.Cost;
import dev.catwalk.lab.bench.CostMeter;
import dev.catwalk.lab.bench.CostMeter.Reading;
import dev.catwalk.lab.bench.walk.WalkFigures.Subject;
import dev.catwalk.lab.bench.walk.Walker.Walked;

/** Lets one walker walk, kind by kind, and takes down what that costs. */
final class WalkMeasurement {
    /** A walk over more merchants than this has warmed the code up before it is half over. */
    private static final int LARGE = 50_000;
    /** Short walks wait for their turn longer than they last; they need not fill all the time they should last. */
    private static final int PATIENCE = 3;

    private final BenchSite site;
    private final Walker walker;
    private final double seconds;
    private final CostMeter meter;

    /** @param seconds that the measured walks of one kind last together, or longer */
    WalkMeasurement(BenchSite site, Walker walker, double seconds) {
        this.site = site;
        this.walker = walker;
        this.seconds = seconds;
        this.meter = new CostMeter(site, walker.process());
    }

    /** The first walk can be measured once only. */
    WalkFigures first() throws Exception {
        return walk(WalkKind.FIRST, 0, 0);
    }

    /** @param latencyMillis of the platform now */
    WalkFigures of(WalkKind kind, int latencyMillis) throws Exception {
        if (site.merchants() <= LARGE) {
            walk(kind, latencyMillis, seconds / 2);
        }
        return walk(kind, latencyMillis, seconds);
    }

    private WalkFigures walk(WalkKind kind, int latencyMillis, double atLeastSeconds) throws Exception {
        long giveUpAt = System.nanoTime() + (long) (PATIENCE * atLeastSeconds * 1e9);
        Cost cost = Cost.NONE;
        int walks = 0;
        double walked = 0;
        do {
            kind.prepare(walker, site.platform());
            Reading before = meter.read();
            Walked walk = kind.walk(walker);
            cost = cost.plus(meter.between(before, meter.read()));
            walks++;
            walked += walk.seconds();
        } while (walked < atLeastSeconds && System.nanoTime() < giveUpAt);
        return WalkFigures.of(new Subject(walker.name(), kind, site.merchants(), latencyMillis), walks, walked, cost);
    }
}
