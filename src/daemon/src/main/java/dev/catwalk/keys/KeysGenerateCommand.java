package dev.catwalk.keys;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.KeysetSource;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.startup.KeysetCheck;
import dev.catwalk.startup.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new keyset (Tink AEAD, AES-256-GCM) and prints it as JSON on standard output; wrapped by a KMS where"
                    + " " + KeysetSource.KMS_URI + " is set.",
            "The keyset is a secret, and only it can decrypt what it encrypted: store it and a backup copy of it apart from the"
                    + " database."
        },
        footer = "  catwalk keys generate --out /etc/catwalk/keyset.json")
final class KeysGenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write it to this file instead, with mode 600; never overwrites")
    private Path out;

    @Override
    public Integer call() {
        String keyset;
        try {
            keyset = KeysetCheck.source(Settings.read()).written(Keyset.create());
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println(KeysetCheck.problem(e));
            return ExitCode.WRONG;
        }
        if (out == null) {
            spec.commandLine().getOut().println(keyset);
        } else {
            ChangedKeyset.create(spec, out, keyset);
        }
        return ExitCode.DONE;
    }
}
