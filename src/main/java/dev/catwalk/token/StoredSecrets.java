package dev.catwalk.token;

import com.google.crypto.tink.Aead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Tells whether a keyset is the one that sealed what is stored, before anything depends on it. */
public final class StoredSecrets {
    private StoredSecrets() {}

    private static final String TABLE_EXISTS = "select to_regclass('app.' || ?) is not null";

    private static final List<Sample> SAMPLES = List.of(
            new Sample(
                    "component_token",
                    "verify_ticket",
                    "select component_appid, verify_ticket from app.component_token where verify_ticket is not null limit 1"),
            new Sample(
                    "merchant_token",
                    "refresh_token",
                    "select merchant_id, refresh_token from app.merchant_token where refresh_token is not null limit 1"));

    private record Sample(String table, String column, String sql) {}

    /** @return false when something is stored that this keyset does not open */
    public static boolean openWith(Aead keyset, Connection connection) throws SQLException {
        Sealing sealing = new Sealing(keyset);
        for (Sample sample : SAMPLES) {
            if (!opens(sealing, sample, connection)) {
                return false;
            }
        }
        return true;
    }

    private static boolean opens(Sealing sealing, Sample sample, Connection connection) throws SQLException {
        if (!exists(sample.table(), connection)) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement(sample.sql());
                ResultSet rows = statement.executeQuery()) {
            if (rows.next()) {
                sealing.open(rows.getBytes(2), sample.table(), sample.column(), rows.getString(1));
            }
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static boolean exists(String table, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE_EXISTS)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }
}
