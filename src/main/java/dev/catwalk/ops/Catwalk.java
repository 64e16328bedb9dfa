package dev.catwalk.ops;

import dev.catwalk.simulator.SimulatorCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. Only commands that need the application start Quarkus. */
@QuarkusMain
@Command(
        name = "catwalk",
        mixinStandardHelpOptions = true,
        versionProvider = Catwalk.Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Keeps a provider's picture of its merchants' categories on the WeChat Open Platform true.",
            "Without a command: serve."
        },
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            WalkCommand.class,
            CategoriesCommand.class,
            SimulatorCommand.class,
            KeysCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but some merchants ended failed",
            "2:wrong configuration or usage; also when the database refuses or cannot be reached. Nothing was started",
            "3:the platform stopped the walk (ticket, secret, IP whitelist)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  catwalk demo",
            "      no configuration at all: see it work within a minute",
            "  catwalk COMMAND --help",
            "      what a command does, with an example"
        })
public final class Catwalk implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        // Until Quarkus configures logging everything is kept, and shown when the process ends without it.
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Catwalk())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageError());
    }

    @Override
    public Integer call() {
        return ServeCommand.serve(spec);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Catwalk.class.getPackage().getImplementationVersion();
            return new String[] {"catwalk " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
