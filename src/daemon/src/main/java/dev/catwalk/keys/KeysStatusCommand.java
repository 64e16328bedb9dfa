package dev.catwalk.keys;

import dev.catwalk.encryption.KeyUse;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.StoredSecrets;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.startup.KeysetCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keys status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the keys of the configured keyset, those that stored ciphertext needs beside them, and how many values each"
                    + " protects. \"primary\" encrypts; \"active\" opens what it encrypted once; \"prepared\" waits for the next"
                    + " rotation; \"disabled\" was switched off by another tool.",
            "Needs database and keyset, no component; changes nothing, and shows no key."
        },
        exitCodeList = {
            "0:the keyset opens all that is stored",
            "1:a stored value needs a key that the keyset lacks, or a different key with the same number",
            "2:wrong configuration or usage; also when the database refuses or cannot be reached"
        },
        footer = "  catwalk keys status")
final class KeysStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return StoredKeys.compare(spec.commandLine().getErr(), (settings, connection) -> {
            Keyset keyset = KeysetCheck.open(settings);
            int shown = show(keyset, KeyUse.all(connection));
            return shown == ExitCode.DONE ? tried(StoredSecrets.notOpenedBy(keyset, connection)) : shown;
        });
    }

    /** A key may bear the number of another. */
    private int tried(Optional<String> notOpened) {
        notOpened.ifPresent(
                why -> spec.commandLine().getErr().println("the keyset does not open what is stored: " + why));
        return notOpened.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private int show(Keyset keyset, List<KeyUse> uses) {
        KeyTable table = new KeyTable(keyset, uses);
        spec.commandLine().getOut().println(table.text());
        spec.commandLine().getOut().flush();
        List<KeyUse> lost = table.notOpened();
        lost.forEach(use -> spec.commandLine()
                .getErr()
                .println(use.values() + " in " + use.column() + " cannot be opened: "
                        + use.key().map(key -> "the keyset lacks key " + key).orElse("no Tink key encrypted them")));
        return lost.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
