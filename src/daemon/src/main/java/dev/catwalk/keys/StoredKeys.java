package dev.catwalk.keys;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.startup.Database;
import dev.catwalk.startup.KeysetCheck;
import dev.catwalk.startup.Settings;
import dev.catwalk.startup.StartupChecks;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;

/** What compares the configured keyset with what the database holds, and needs no component. */
final class StoredKeys {
    private StoredKeys() {}

    interface Comparison {
        /**
         * @return the exit code
         * @throws IllegalArgumentException naming the property, when the keyset or its KMS refuses
         */
        int of(Settings settings, Connection connection) throws SQLException;
    }

    /** @return the exit code; if the comparison is not possible, a line says why */
    static int compare(PrintWriter err, Comparison comparison) {
        if (!StartupChecks.passForStoredKeys(err)) {
            return ExitCode.WRONG;
        }
        Settings settings = Settings.read();
        Database database = Database.asDaemon(settings);
        try (Connection connection = database.connect()) {
            return comparison.of(settings, connection);
        } catch (SQLException e) {
            err.println(database.refused(e).problem());
            return ExitCode.WRONG;
        } catch (IllegalArgumentException e) {
            err.println(KeysetCheck.problem(e));
            return ExitCode.WRONG;
        }
    }
}
