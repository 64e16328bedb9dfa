package dev.catwalk;

import dev.catwalk.cli.AlertsCommand;
import dev.catwalk.cli.ApiKeysCommand;
import dev.catwalk.cli.CategoriesCommand;
import dev.catwalk.cli.ExplainCommand;
import dev.catwalk.cli.MigrateCommand;
import dev.catwalk.cli.PruneCommand;
import dev.catwalk.cli.RelaysCommand;
import dev.catwalk.cli.ServeCommand;
import dev.catwalk.cli.TicketsCommand;
import dev.catwalk.cli.UsersCommand;
import dev.catwalk.cli.WalkCommand;
import dev.catwalk.cli.merchants.LinksCommand;
import dev.catwalk.cli.merchants.MerchantsCommand;
import dev.catwalk.cli.problems.ProblemsCommand;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.doctor.DoctorCommand;
import dev.catwalk.encryption.KeyId;
import dev.catwalk.keys.KeysCommand;
import dev.catwalk.launch.StartFailure;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.launch.UsageErrors;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line. Only commands that need the application start Quarkus. */
@QuarkusMain
@Command(
        name = "catwalk",
        mixinStandardHelpOptions = true,
        versionProvider = Catwalk.Version.class,
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "Reads the categories of a service provider's merchants on the WeChat Open Platform, stores what changes, sends"
                    + " alerts when a category is rejected or expires.",
            "Without a command: serve."
        },
        subcommands = {
            ServeCommand.class,
            WalkCommand.class,
            CategoriesCommand.class,
            ExplainCommand.class,
            DoctorCommand.class,
            AlertsCommand.class,
            ApiKeysCommand.class,
            UsersCommand.class,
            RelaysCommand.class,
            ProblemsCommand.class,
            MerchantsCommand.class,
            TicketsCommand.class,
            LinksCommand.class,
            PruneCommand.class,
            KeysCommand.class,
            MigrateCommand.class
        },
        exitCodeList = {
            "0:done",
            "1:done, but some merchants ended failed, the platform or a receiver refused, doctor found a failure, a drill missed"
                    + " something, or a key is missing or still needed",
            "2:wrong configuration or usage; also when the database refuses or cannot be reached. Nothing was started",
            "3:the platform stopped the walk (ticket, secret, IP whitelist)"
        },
        footer = {
            "  deploy/catwalk demo",
            "      needs no configuration and shows a working daemon within a minute; see also drill and simulate",
            "  catwalk COMMAND --help",
            "      what a command does, with an example"
        })
public final class Catwalk implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    public static void main(String... args) {
        if (args.length == 0 || Set.of("serve", "walk").contains(args[0])) {
            StopSignals.endWithZero();
        }
        // Until Quarkus configures logging everything is kept, and shown when the process ends without it.
        Logger.getLogger("").setLevel(Level.WARNING);
        writeChinese();
        System.exit(commandLine().execute(args));
    }

    /** Names of merchants and categories are Chinese; in the C locale, the usual one of a service, they would be lost. */
    public static void writeChinese() {
        if (!System.out.charset().newEncoder().canEncode('类')) {
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
    }

    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Catwalk());
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(commandLine.getHelpSectionMap());
        sections.put(
                UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
                help -> help.commandSpec().usageMessage().exitCodeList().isEmpty() ? "" : "\nExit codes:\n");
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> examples(help.commandSpec()));
        return commandLine
                .setHelpSectionMap(sections)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(ComponentAppId.class, appid(ComponentAppId::new))
                .registerConverter(MerchantAppId.class, appid(MerchantAppId::new))
                .registerConverter(KeyId.class, Catwalk::keyId)
                .setExecutionStrategy(Catwalk::execute)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((failure, command, _) -> StartFailure.report(failure));
    }

    /** Lines to copy: however narrow the terminal, none is broken in its middle. */
    private static String examples(CommandSpec command) {
        String[] lines = command.usageMessage().footer();
        return lines.length == 0 ? "" : "\nExamples:\n" + String.join("\n", lines) + "\n";
    }

    private static int execute(ParseResult parsed) {
        // What java puts in place of characters that the locale does not have: the argument itself is lost.
        if (parsed.originalArgs().stream().anyMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "an argument cannot be read in this locale: set LC_ALL=C.UTF-8 and give it in UTF-8");
        }
        return new RunLast().execute(parsed);
    }

    private static <T> ITypeConverter<T> appid(Function<String, T> made) {
        return text -> {
            if (!ComponentAppId.FORM.matcher(text).matches()) {
                throw new TypeConversionException(
                        "an appid is wx and 16 hexadecimal digits, and '" + text + "' is none");
            }
            return made.apply(text);
        };
    }

    private static KeyId keyId(String text) {
        try {
            return KeyId.parse(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not the number of a key");
        }
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
