package dev.catwalk.cli;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.Launch;
import dev.catwalk.startup.StartupChecks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "The daemon (default): receives the platform's pushes, refreshes tokens, walks on schedule, delivers alerts, and"
                    + " serves health and metrics. Stops cleanly on SIGTERM or Ctrl-C, also in the middle of a walk.",
            "Configured by environment variables, ./config/application.properties or -D options in JAVA_OPTS. When something is"
                    + " missing or wrong, one line per property on standard error names it and nothing starts (exit 2). The same"
                    + " happens when the database cannot be reached or refuses."
        },
        footer = {
            "  catwalk keys generate --out /etc/catwalk/keyset.json",
            "  QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://db/catwalk \\",
            "  QUARKUS_DATASOURCE_USERNAME=catwalk QUARKUS_DATASOURCE_PASSWORD=... \\",
            "  CATWALK_COMPONENT_APPID=wx... CATWALK_COMPONENT_SECRET=... \\",
            "  CATWALK_COMPONENT_PUSH_TOKEN=... CATWALK_COMPONENT_ENCODING_AES_KEY=... \\",
            "  CATWALK_TOKEN_KEYSET_FILE=/etc/catwalk/keyset.json catwalk serve"
        })
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return serve(spec);
    }

    public static int serve(CommandSpec spec) {
        return StartupChecks.passForDaemon(spec.commandLine().getErr())
                ? Launch.run(ServeRun.class, ServeRun::run)
                : ExitCode.WRONG;
    }
}
