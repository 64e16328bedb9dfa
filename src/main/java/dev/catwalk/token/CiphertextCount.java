package dev.catwalk.token;

import com.google.crypto.tink.Aead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of what is stored in one column a keyset opens. Every row is tried, however many there are; what is in them is
 * looked at by nobody.
 *
 * @param place table and column
 * @param opened rows the keyset opens
 * @param closed rows it does not: another keyset sealed them, or they were changed or moved
 */
public record CiphertextCount(String place, long opened, long closed) {
    /** So many rows are in memory at once. */
    private static final int ROWS_AT_ONCE = 1_000;

    private record SealedPlace(String table, String column, String sql) {}

    private static final List<SealedPlace> PLACES = List.of(
            new SealedPlace(
                    "component_token",
                    "verify_ticket",
                    "select component_appid, verify_ticket from app.component_token where verify_ticket is not null"),
            new SealedPlace(
                    "component_token",
                    "access_token",
                    "select component_appid, access_token from app.component_token where access_token is not null"),
            new SealedPlace(
                    "merchant_token",
                    "refresh_token",
                    "select merchant_id, refresh_token from app.merchant_token where refresh_token is not null"),
            new SealedPlace(
                    "merchant_token",
                    "access_token",
                    "select merchant_id, access_token from app.merchant_token where access_token is not null"),
            new SealedPlace("push_event", "body", "select encode(digest, 'hex'), body from app.push_event"));

    /** One for each column that holds ciphertext. The tables must be there; the connection is left as it was. */
    public static List<CiphertextCount> all(Aead keyset, Connection connection) throws SQLException {
        Sealing sealing = new Sealing(keyset);
        // The driver fetches piece by piece within a transaction only; otherwise the whole column is in memory.
        connection.setAutoCommit(false);
        try {
            List<CiphertextCount> counts = new ArrayList<>();
            for (SealedPlace place : PLACES) {
                counts.add(count(place, sealing, connection));
            }
            return counts;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static CiphertextCount count(SealedPlace place, Sealing sealing, Connection connection)
            throws SQLException {
        long opened = 0;
        long closed = 0;
        try (PreparedStatement statement = connection.prepareStatement(place.sql())) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (opens(sealing, place, rows)) {
                        opened++;
                    } else {
                        closed++;
                    }
                }
            }
        }
        return new CiphertextCount(place.table() + "." + place.column(), opened, closed);
    }

    private static boolean opens(Sealing sealing, SealedPlace place, ResultSet row) throws SQLException {
        try {
            sealing.open(row.getBytes(2), place.table(), place.column(), row.getString(1));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
