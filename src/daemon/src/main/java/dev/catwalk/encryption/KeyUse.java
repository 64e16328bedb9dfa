package dev.catwalk.encryption;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;

/**
 * What a key protects in one column, according to the ciphertext itself: no key is needed to know it.
 *
 * @param key empty for what no key of ours can have encrypted
 */
public record KeyUse(EncryptedColumn column, Optional<KeyId> key, long values) {
    private static final double WHOLE = 100;

    /** Larger tables are sampled: about this many pages, chosen at random. */
    private static final int SAMPLED_PAGES = 500;

    private static final String SIZE = """
            select pg_table_size(attrelid) / current_setting('block_size')::bigint from pg_attribute
            where attrelid = to_regclass('<table>') and attname = '<column>' and not attisdropped
            """;

    private static final String COUNT = """
            select substring(<column> from 1 for 5), count(*) from <table> tablesample system (?)
            where <column> is not null group by 1 order by 1
            """;

    /**
     * Of all keys in all columns, whatever of the schema is there already. Reads the tables from end to end: seconds for a
     * million merchants.
     */
    public static List<KeyUse> all(Connection connection) throws SQLException {
        return of(connection, _ -> WHOLE);
    }

    /**
     * The same in hundredths of a second: all of a small table, of a large one enough to find every key that protects more than
     * a few values.
     */
    static List<KeyUse> sampled(Connection connection) throws SQLException {
        return of(connection, pages -> Math.min(WHOLE, WHOLE * SAMPLED_PAGES / Math.max(1, pages)));
    }

    private static List<KeyUse> of(Connection connection, LongToDoubleFunction percentage) throws SQLException {
        List<KeyUse> uses = new ArrayList<>();
        for (EncryptedColumn column : EncryptedColumn.values()) {
            OptionalLong pages = pages(column, connection);
            if (pages.isPresent()) {
                uses.addAll(of(column, percentage.applyAsDouble(pages.getAsLong()), connection));
            }
        }
        return uses;
    }

    /** Empty when there is no such column yet. */
    private static OptionalLong pages(EncryptedColumn column, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(column.sql(SIZE));
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    private static List<KeyUse> of(EncryptedColumn column, double percentage, Connection connection)
            throws SQLException {
        List<KeyUse> uses = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(column.sql(COUNT))) {
            statement.setDouble(1, percentage);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    uses.add(new KeyUse(column, KeyId.of(rows.getBytes(1)), rows.getLong(2)));
                }
            }
        }
        return uses;
    }
}
