package dev.catwalk.console;

import dev.catwalk.database.PlannedAnew;
import dev.catwalk.platform.CleanText;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** The questions to the views that one page stands on. */
final class Questions {
    private final Jdbi jdbi;
    private final List<Asked> asked = new ArrayList<>();

    Questions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A question as it was asked; {@code psql} takes it. */
    public record Asked(String about, String sql) {}

    /** In the order in which they were asked. */
    List<Asked> asked() {
        return asked;
    }

    /** Rows by the names of their columns, made fit to be read: text of others is harmless, times are {@link Instant}s. */
    List<Map<String, Object>> ask(String about, String sql, Map<String, ?> binds) {
        asked.add(new Asked(about, written(sql, binds)));
        return jdbi
                .withHandle(handle -> {
                    var query = handle.createQuery(sql).addCustomizer(new PlannedAnew());
                    binds.forEach(query::bind);
                    return query.mapToMap().list();
                })
                .stream()
                .map(Questions::readable)
                .toList();
    }

    private static String written(String sql, Map<String, ?> binds) {
        return Stream.concat(
                        binds.entrySet().stream()
                                .map(bind -> "\\set " + bind.getKey() + " "
                                        + String.valueOf(bind.getValue())
                                                .replace("\\", "\\\\")
                                                .replace("'", "''")
                                                // A line of its own would be another command.
                                                .replace("\n", "\\n")
                                                .replace("\r", "\\r")
                                                .transform(value -> "'" + value + "'")),
                        Stream.of(sql.strip().replaceAll("(?<!:):([a-z_]+)", ":'$1'") + ";"))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> readable(Map<String, Object> row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        row.forEach((column, value) -> columns.put(column, readable(value)));
        return columns;
    }

    private static Object readable(Object value) {
        try {
            return switch (value) {
                case null -> null;
                case String text -> CleanText.oneLine(text);
                case Timestamp at -> at.toInstant();
                case Array array -> List.of((Object[]) array.getArray());
                default -> value;
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
