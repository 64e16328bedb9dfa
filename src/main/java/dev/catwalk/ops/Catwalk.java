package dev.catwalk.ops;

import dev.catwalk.simulator.SimulatorCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

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
            SimulatorCommand.class,
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
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Catwalk())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageError());
    }

    @Override
    public Integer call() {
        return new ServeCommand().call();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Catwalk.class.getPackage().getImplementationVersion();
            return new String[] {"catwalk " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
