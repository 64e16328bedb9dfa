package dev.catwalk.encryption;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Checks whether a keyset opens what is stored, before anything depends on it. */
public final class StoredSecrets {
    private StoredSecrets() {}

    /** A few, so that one value that was damaged does not speak for all. */
    private static final String SAMPLES = """
            select <row>, <column> from <table> where substring(<column> from 1 for 5) = ? limit 3
            """;

    /**
     * Looks for the keys that what is stored needs, and tries each on some of it. Of a large table it sees a part: a key that
     * protects a handful of values may escape it, and those count as lost when they are needed; {@code doctor} tries them all.
     *
     * @return what the keyset does not open; empty when it opens all
     */
    public static Optional<String> notOpenedBy(Keyset keyset, Connection connection) throws SQLException {
        Encryption encryption = new Encryption(keyset);
        for (KeyUse use : KeyUse.sampled(connection)) {
            Optional<String> why = whyNotOpened(use, keyset, encryption, connection);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> whyNotOpened(
            KeyUse use, Keyset keyset, Encryption encryption, Connection connection) throws SQLException {
        if (use.key().isEmpty()) {
            return Optional.of(use.column() + " holds values that no Tink key encrypted");
        }
        KeyId key = use.key().get();
        if (!keyset.opens(key)) {
            return Optional.of("key " + key + " is missing, and " + use.column() + " needs it");
        }
        return opensAny(use.column(), key, encryption, connection)
                ? Optional.empty()
                : Optional.of("its key " + key + " is another one than that of " + use.column());
    }

    private static boolean opensAny(EncryptedColumn column, KeyId key, Encryption encryption, Connection connection)
            throws SQLException {
        boolean any = false;
        try (PreparedStatement statement = connection.prepareStatement(column.sql(SAMPLES))) {
            statement.setBytes(1, key.prefix());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    any = true;
                    if (encryption.decrypts(rows.getBytes(2), column, rows.getString(1))) {
                        return true;
                    }
                }
            }
        }
        // None any more: it was re-encrypted since they were counted.
        return !any;
    }
}
