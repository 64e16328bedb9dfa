package dev.catwalk.lab.bench;

import java.util.List;
import java.util.Locale;

/**
 * Panels of horizontal bars, one panel below the other, as an SVG picture. Each panel has its own scale, from 0 to its longest bar; a
 * bar may consist of several parts, distinguished by shade.
 */
public record BarChart(String title, String subtitle, List<Panel> panels) {
    private static final int WIDTH = 860;
    private static final int LABELS = 270;
    private static final int VALUES = 90;
    private static final int ROW = 22;
    private static final int BAR = 15;
    private static final int HEAD = 64;
    private static final int PANEL_HEAD = 46;
    private static final List<Double> SHADES = List.of(1.0, 0.5);

    public BarChart {
        panels = List.copyOf(panels);
    }

    /** @param unit shown after the title */
    public record Panel(String title, String unit, List<Bar> bars) {
        public Panel {
            bars = List.copyOf(bars);
        }

        private double longest() {
            return bars.stream().mapToDouble(Bar::length).max().orElse(0);
        }

        private int height() {
            return PANEL_HEAD + bars.size() * ROW;
        }
    }

    /** @param color as SVG writes it */
    public record Bar(String label, String color, List<Double> parts) {
        public Bar {
            parts = List.copyOf(parts);
        }

        public static Bar of(String label, String color, Double... parts) {
            return new Bar(label, color, List.of(parts));
        }

        private double length() {
            return parts.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    public String svg() {
        int height = HEAD + panels.stream().mapToInt(Panel::height).sum() + 16;
        StringBuilder svg = new StringBuilder();
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
                  font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                """.formatted(WIDTH, height));
        text(svg, 16, 28, "font-size=\"17\" font-weight=\"bold\"", title);
        text(svg, 16, 47, "fill=\"#666\"", subtitle);
        int y = HEAD;
        for (Panel panel : panels) {
            draw(svg, panel, y);
            y += panel.height();
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Panel panel, int top) {
        text(svg, 16, top + 28, "font-size=\"13\" font-weight=\"bold\"", panel.title() + ", " + panel.unit());
        int y = top + PANEL_HEAD - 8;
        for (Bar bar : panel.bars()) {
            text(svg, LABELS - 8, y + 12, "text-anchor=\"end\"", bar.label());
            draw(svg, bar, panel.longest(), y);
            y += ROW;
        }
    }

    private static void draw(StringBuilder svg, Bar bar, double longest, int y) {
        double scale = longest == 0 ? 0 : (WIDTH - LABELS - VALUES) / longest;
        double x = LABELS;
        for (int i = 0; i < bar.parts().size(); i++) {
            double width = bar.parts().get(i) * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" fill-opacity=\"%.1f\"/>%n",
                    x,
                    y,
                    width,
                    BAR,
                    bar.color(),
                    SHADES.get(i % SHADES.size())));
            x += width;
        }
        text(svg, (int) Math.round(x) + 6, y + 12, "", figure(bar.length()));
    }

    /** Three figures that mean something. */
    private static String figure(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static void text(StringBuilder svg, int x, int y, String attributes, String text) {
        svg.append("<text x=\"%d\" y=\"%d\" %s>%s</text>%n".formatted(x, y, attributes, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
