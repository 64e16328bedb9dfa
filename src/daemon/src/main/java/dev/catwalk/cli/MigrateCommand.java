package dev.catwalk.cli;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.startup.Database;
import dev.catwalk.startup.Settings;
import dev.catwalk.startup.StartupChecks;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.output.MigrateResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Migrates the database's schema to this version and exits, for installations whose daemon may not change the"
                    + " schema: run it before the daemons, and give those quarkus.flyway.migrate-at-start=false. They refuse"
                    + " to start until it was run.",
            "Needs the database's address and a user who owns the schema, nothing else: quarkus.flyway.username and .password"
                    + " where set, else those of the data source. May be run as often as wanted, and by several at once."
                    + " Refused (exit 2) where a newer version has migrated."
        },
        footer = {
            "  QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://db/catwalk \\",
            "  QUARKUS_DATASOURCE_USERNAME=catwalk_owner QUARKUS_DATASOURCE_PASSWORD=... catwalk migrate"
        })
public final class MigrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!StartupChecks.passForMigration(spec.commandLine().getErr())) {
            return ExitCode.WRONG;
        }
        MigrateResult result = Database.asOwner(Settings.read()).migrations().migrate();
        spec.commandLine()
                .getOut()
                .println(
                        result.migrationsExecuted == 0
                                ? "nothing to do"
                                : "migrations applied: " + result.migrationsExecuted);
        return ExitCode.DONE;
    }
}
