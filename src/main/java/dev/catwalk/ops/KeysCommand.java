package dev.catwalk.ops;

import dev.catwalk.token.Keyset;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = "The keyset that encrypts tokens in the database.",
        subcommands = KeysCommand.Generate.class,
        footerHeading = "%nExample:%n",
        footer = "  catwalk keys generate --out /etc/catwalk/keyset.json")
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one? keys generate");
    }

    /** {@code keys generate}. */
    @Command(
            name = "generate",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            description = {
                "Makes a new keyset (Tink AEAD, AES-256-GCM) and prints it as JSON on standard output.",
                "It is a secret, and what it encrypted only it can open: keep it, and a copy of it, apart from the database."
            },
            footerHeading = "%nExample:%n",
            footer = "  catwalk keys generate --out /etc/catwalk/keyset.json")
    static final class Generate implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "write it to this file instead, with mode 600; never overwrites")
        private Path out;

        @Override
        public Integer call() {
            if (out == null) {
                spec.commandLine().getOut().println(Keyset.generate());
                return ExitCode.DONE;
            }
            try {
                KeysetFile.write(out);
                return ExitCode.DONE;
            } catch (FileAlreadyExistsException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--out: " + out + " exists; what its keyset encrypted only that one can open");
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "--out: " + out + " cannot be written: " + e);
            }
        }
    }
}
