package dev.catwalk.cli;

import dev.catwalk.platform.CleanText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns under each other on a terminal, where a Chinese character is as wide as two Latin ones. */
public final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /** @param given rows of equal length; each cell becomes one line, whatever others wrote into it */
    public static String of(List<List<String>> given) {
        List<List<String>> rows = given.stream()
                .map(row -> row.stream().map(CleanText::oneLine).toList())
                .toList();
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> width(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    /**
     * Prints what a {@code list} found.
     *
     * @param rows the names of the columns first
     * @param json as {@link Options.Json} says
     */
    public static void print(List<List<String>> rows, boolean json) {
        if (json) {
            System.out.println(json(rows));
        } else {
            System.out.println(rows.size() == 1 ? "none" : of(rows));
        }
    }

    static String json(List<List<String>> rows) {
        List<String> columns =
                rows.getFirst().stream().map(column -> column.replace(' ', '_')).toList();
        return Options.Json.of(
                rows.stream().skip(1).map(row -> object(columns, row)).toList());
    }

    private static Map<String, String> object(List<String> columns, List<String> row) {
        Map<String, String> object = new LinkedHashMap<>();
        for (int column = 0; column < columns.size(); column++) {
            object.put(columns.get(column), row.get(column).isEmpty() ? null : row.get(column));
        }
        return object;
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - width(row.get(column))))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static int width(String text) {
        return text.codePoints().map(c -> isWide(c) ? 2 : 1).sum();
    }

    /** Han, kana, hangul, their punctuation and full-width forms. */
    private static boolean isWide(int c) {
        return c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff00 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x20000 && c <= 0x3fffd;
    }
}
