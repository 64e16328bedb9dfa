package dev.catwalk.lab.bench.walk;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.catwalk.lab.bench.Cost;

/**
 * What walks of one kind came to.
 *
 * @param of what was measured
 * @param walks how many, one after the other
 * @param perSecond merchants, while walks were running
 * @param workerCpu CPU seconds for 1,000 merchants; likewise the two after it
 * @param walBytes for one merchant; likewise full pages and refreshes
 */
public record WalkFigures(
        @JsonUnwrapped Subject of,
        int walks,
        @JsonProperty("merchants_per_second") double perSecond,
        @JsonProperty("worker_cpu_seconds_per_1000") double workerCpu,
        @JsonProperty("postgresql_cpu_seconds_per_1000") double databaseCpu,
        @JsonProperty("platform_cpu_seconds_per_1000") double platformCpu,
        @JsonProperty("wal_bytes_per_merchant") double walBytes,
        @JsonProperty("full_page_bytes_per_merchant") double fullPageBytes,
        @JsonProperty("refreshes_per_merchant") double refreshes) {

    /** @param latencyMillis of each of the platform's answers */
    public record Subject(String worker, WalkKind kind, int merchants, int latencyMillis) {}

    static WalkFigures of(Subject subject, int walks, double seconds, Cost cost) {
        double visits = (double) walks * subject.merchants();
        return new WalkFigures(
                subject,
                walks,
                visits / seconds,
                cost.workerCpu() / visits * 1000,
                cost.databaseCpu() / visits * 1000,
                cost.platformCpu() / visits * 1000,
                cost.walBytes() / visits,
                cost.fullPageBytes() / visits,
                cost.refreshes() / visits);
    }

    /** Daemon, or baseline, and PostgreSQL. */
    @JsonProperty("together_cpu_seconds_per_1000")
    public double cpu() {
        return workerCpu + databaseCpu;
    }

    @JsonProperty("wal_bytes_per_merchant_beyond_full_pages")
    public double leanWalBytes() {
        return walBytes - fullPageBytes;
    }

    /** How much of what so many calls in flight allow at this latency; the latency is not 0. */
    public double shareOfIdeal(int concurrency) {
        double calls = 1 + refreshes;
        return perSecond * calls * of.latencyMillis() / 1000.0 / concurrency;
    }
}
