package dev.catwalk.lab.bench.walk;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;

/**
 * What no walk can be better than, on this machine.
 *
 * @param merchants a site of this many
 * @param calls getcategory calls per second that the simulated platform answers to a load tool, by latency in milliseconds
 * @param updates rows of {@code merchant_visit} per second that PostgreSQL updates and commits
 * @param updateCpu CPU seconds of PostgreSQL for 1,000 of them
 */
public record FloorFigures(
        int merchants,
        @JsonProperty("calls_per_second") SortedMap<Integer, Double> calls,
        @JsonProperty("updates_per_second") double updates,

        @JsonProperty("postgresql_cpu_seconds_per_1000_updates")
        double updateCpu) {}
