package dev.catwalk.cli;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.ForegroundSettings;
import dev.catwalk.launch.Launch;
import dev.catwalk.startup.StartupChecks;
import picocli.CommandLine.Model.CommandSpec;

/** Starts the application for a command that takes no part in the cluster's work. */
public final class ForegroundCommand {
    private ForegroundCommand() {}

    /** @return the exit code; {@link ExitCode#WRONG} when the configuration is wrong and nothing was started */
    public static <T> int launch(CommandSpec spec, Class<T> bean, Launch.Work<T> work) {
        if (!StartupChecks.passWithTables(spec.commandLine().getErr())) {
            return ExitCode.WRONG;
        }
        ForegroundSettings.applyReadOnly();
        return Launch.run(bean, work);
    }

    /** Who runs this command, as lists of what was done show it. */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
