package dev.catwalk.lab.surroundings;

import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What a node showed Prometheus at one moment. */
public record Metrics(String text) {
    /**
     * The sum of the series of this name that have all of these labels, each as {@code name="value"}; not a number when one of
     * them is none, empty when there is no such series.
     */
    public OptionalDouble value(String name, String... labels) {
        double[] values = text.lines()
                .filter(line -> line.startsWith(name + "{"))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        // Not by a sum of a stream, which leaves it open what becomes of NaN.
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }

    /** Visits recorded since the node's start that ended so. */
    public double visits(String outcome) {
        return value("catwalk_visits_total", "outcome=\"" + outcome + "\"").orElse(0);
    }

    /** Visits recorded since the node's start. */
    public double visits() {
        return value("catwalk_visits_total").orElse(0);
    }
}
