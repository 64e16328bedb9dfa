package dev.catwalk.reporting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;

/** The SQL of {@code db/}, for databases that no daemon migrates. */
public final class Migrations {

    private Migrations() {}

    /** Migrates as the user of the address. */
    public static void migrate(String url) {
        Flyway.configure()
                .dataSource(url, null, null)
                .defaultSchema("app")
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** What psql would send of db/roles.sql: its own commands, on lines that begin with a backslash, stay with psql. */
    static String rolesScript() {
        try (var lines = Files.lines(Path.of("../../db", "roles.sql"))) {
            return lines.filter(line -> !line.startsWith("\\")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
