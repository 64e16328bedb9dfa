package dev.catwalk.lab;

import dev.catwalk.Catwalk;
import dev.catwalk.lab.drill.DrillCommand;
import dev.catwalk.lab.year.YearCommand;
import dev.catwalk.launch.UsageErrors;
import dev.catwalk.simulator.SimulatorCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that need a whole installation around a daemon; deploy/catwalk offers them beside the daemon's own. */
@Command(
        name = "catwalk",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What is not the daemon's: tries, failures to watch, and the simulated platform.",
        subcommands = {
            DemoCommand.class,
            SimulatorCommand.class,
            DrillCommand.class,
            TrainCommand.class,
            YearCommand.class
        })
public final class Lab implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        Catwalk.writeChinese();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Lab())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
