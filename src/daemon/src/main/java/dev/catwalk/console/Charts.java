package dev.catwalk.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes of what templates draw as SVG, whose {@code viewBox} is as wide and as high. */
final class Charts {
    static final double WIDTH = 1000;
    private static final double HEIGHT = 120;
    /** Wide enough to be seen, however few. */
    private static final double THINNEST = 4;
    /** Fewer are no broader: they fill a part of the width. */
    private static final int FEWEST_COLUMNS = 20;

    private Charts() {}

    /**
     * One part of a bar, or one column.
     *
     * @param word what it counts: an outcome, a day
     */
    public record Part(String word, long count, double x, double width, double y, double height) {}

    /**
     * A bar of parts side by side.
     *
     * @param counts by word, in the order of the bar
     */
    static List<Part> bar(Map<String, Long> counts) {
        double total = counts.values().stream().mapToLong(Long::longValue).sum();
        long shown = counts.values().stream().filter(count -> count > 0).count();
        double free = WIDTH - shown * THINNEST;
        List<Part> parts = new ArrayList<>();
        double x = 0;
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            if (count.getValue() > 0) {
                double part = THINNEST + free * count.getValue() / total;
                parts.add(new Part(count.getKey(), count.getValue(), round(x), round(part), 0, 0));
                x += part;
            }
        }
        return parts;
    }

    /** Columns side by side, as high as they count; the last one ends at the right, also where there are few. */
    static List<Part> columns(Map<String, Long> counts) {
        double most = Math.max(
                1, counts.values().stream().mapToLong(Long::longValue).max().orElse(1));
        int places = Math.max(FEWEST_COLUMNS, counts.size());
        double step = WIDTH / places;
        double left = step * (places - counts.size());
        List<Part> parts = new ArrayList<>();
        counts.forEach((word, count) -> {
            double high = count == 0 ? 1 : Math.max(2, HEIGHT * count / most);
            parts.add(new Part(
                    word,
                    count,
                    round(left + (parts.size() + 0.22) * step),
                    round(step * 0.78),
                    round(HEIGHT - high),
                    round(high)));
        });
        return parts;
    }

    private static double round(double size) {
        return Math.round(size * 100) / 100.0;
    }
}
