package dev.catwalk.encryption;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of what is stored in one column a keyset opens. Every row is tried, however many there are; the opened
 * values are dropped.
 *
 * @param column where
 * @param opened rows the keyset opens
 * @param closed rows it does not: another keyset encrypted them, or they were changed or moved
 */
public record CiphertextCount(EncryptedColumn column, long opened, long closed) {
    /** So many rows are in memory at once. */
    private static final int ROWS_AT_ONCE = 1_000;

    private static final String VALUES = "select <row>, <column> from <table> where <column> is not null";

    /** One for each column that holds ciphertext. The tables must be there; the connection is left as it was. */
    public static List<CiphertextCount> all(Keyset keyset, Connection connection) throws SQLException {
        Encryption encryption = new Encryption(keyset);
        // The driver fetches piece by piece within a transaction only; otherwise the whole column is in memory.
        connection.setAutoCommit(false);
        try {
            List<CiphertextCount> counts = new ArrayList<>();
            for (EncryptedColumn column : EncryptedColumn.values()) {
                counts.add(count(column, encryption, connection));
            }
            return counts;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static CiphertextCount count(EncryptedColumn column, Encryption encryption, Connection connection)
            throws SQLException {
        long opened = 0;
        long closed = 0;
        try (PreparedStatement statement = connection.prepareStatement(column.sql(VALUES))) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (encryption.decrypts(rows.getBytes(2), column, rows.getString(1))) {
                        opened++;
                    } else {
                        closed++;
                    }
                }
            }
        }
        return new CiphertextCount(column, opened, closed);
    }
}
