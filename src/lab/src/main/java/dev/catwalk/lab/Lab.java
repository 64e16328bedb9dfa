package dev.catwalk.lab;

import dev.catwalk.lab.drill.DrillCommand;
import dev.catwalk.lab.year.YearCommand;
import dev.catwalk.simulator.SimulatorCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands that need a whole installation around a daemon; deploy/catwalk offers them beside the daemon's own. */
@Command(
        name = "catwalk",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
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
        writeChinese();
        System.exit(commandLine().execute(args));
    }

    /** Names of merchants and categories are Chinese; in the C locale they would be lost. */
    private static void writeChinese() {
        if (!System.out.charset().newEncoder().canEncode('类')) {
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Lab())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Lab::reportUsage);
    }

    /** What was wrong and how the command is used, in few lines, as the daemon's commands do. */
    private static int reportUsage(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        command.getErr().println("catwalk: " + error.getMessage());
        UnmatchedArgumentException.printSuggestions(error, command.getErr());
        command.getErr().print("Usage: " + command.getHelp().synopsis(0));
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }
}
