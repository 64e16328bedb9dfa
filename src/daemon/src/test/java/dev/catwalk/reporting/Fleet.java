package dev.catwalk.reporting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Merchants with two years behind them, for reports to be asked about: {@code reports/fleet.sql}. */
public final class Fleet {

    /** As the README advises: the default is for disks that seek. It counts for sessions that begin later. */
    private static final String ON_SOLID_STATE_DISKS = """
            do $$
            begin
              execute format('alter database %I set random_page_cost = 1.1', current_database());
            end
            $$""";

    /** The rows of the script name each other by the numbers of an empty database. */
    static final String COUNT_FROM_ONE = "select setval(seqrelid::regclass, 1, false) from pg_sequence";

    /**
     * Tables whose rows other tests deleted are as large as they were, and plans depend on that. And hand-outs are written down
     * two seconds late: a test that ended just now can have left some, with numbers that are given again.
     */
    private static final String SMALL_AGAIN =
            "truncate app.merchant, app.walk, app.alert, app.push_event, app.token_handout cascade";

    private Fleet() {}

    /** What fills an empty, migrated database, to be executed in one session, each by itself. */
    public static List<String> statements(int merchants) {
        return List.of(
                COUNT_FROM_ONE,
                SMALL_AGAIN,
                "set catwalk.merchants = " + merchants,
                script(),
                ON_SOLID_STATE_DISKS,
                "vacuum analyze");
    }

    /** By plain JDBC: Jdbi would take a colon for the beginning of a name. */
    public static void fill(Jdbi jdbi, int merchants) {
        jdbi.useHandle(handle -> {
            try (Statement statement = handle.getConnection().createStatement()) {
                for (String sql : statements(merchants)) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String script() {
        try (var script = Fleet.class.getResourceAsStream("/reports/fleet.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
