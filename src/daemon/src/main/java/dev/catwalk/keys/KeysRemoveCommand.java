package dev.catwalk.keys;

import dev.catwalk.encryption.KeyId;
import dev.catwalk.encryption.KeyUse;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.launch.ExitCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys remove}. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Removes a key from the configured keyset. The key must not be the primary and must protect nothing in the database.",
            "First restart every node with the rotated keyset: a node that was not restarted still encrypts with the old key."
                    + " Afterwards nothing that the removed key encrypted can be decrypted, in backups of the database either: keep"
                    + " the old keyset for as long as such backups.",
            "A configured file is replaced, as a whole, with the same owner and mode; a keyset from the environment is printed on"
                    + " standard output. Needs database and keyset, no component."
        },
        exitCodeList = {
            "0:done",
            "1:the key is the primary, or still protects something: nothing was changed",
            "2:wrong configuration or usage; also when the database refuses or cannot be reached, or the file cannot be written:"
                    + " nothing was changed"
        },
        footer = "  catwalk keys remove 1234567890")
final class KeysRemoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "KEY_ID", description = "as catwalk keys status shows it")
    private KeyId key;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the keyset to this file instead, with mode 600; never overwrites")
    private Path out;

    @Override
    public Integer call() {
        return StoredKeys.compare(
                spec.commandLine().getErr(),
                (settings, connection) -> remove(ChangedKeyset.of(spec, settings), connection));
    }

    private int remove(ChangedKeyset keyset, Connection connection) throws SQLException {
        Keyset before = keyset.before();
        if (before.key(key).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the keyset has no key " + key + "; it has: "
                            + before.keys().stream()
                                    .map(known -> known.id().toString())
                                    .collect(Collectors.joining(", ")));
        }
        Optional<String> why = whyNeeded(before, connection);
        if (why.isPresent()) {
            keyset.say("Key " + key + " " + why.get() + "; nothing was changed.");
            return ExitCode.SOME_FAILED;
        }
        keyset.write(before.without(key), out);
        keyset.say("Key " + key + " is in it no more.");
        return ExitCode.DONE;
    }

    private Optional<String> whyNeeded(Keyset keyset, Connection connection) throws SQLException {
        if (keyset.primary().equals(key)) {
            return Optional.of("is the primary, under which everything is encrypted");
        }
        List<KeyUse> uses = KeyUse.all(connection).stream()
                .filter(use -> use.key().equals(Optional.of(key)))
                .toList();
        return uses.isEmpty()
                ? Optional.empty()
                : Optional.of(uses.stream()
                        .map(use -> use.column() + ": " + use.values())
                        .collect(Collectors.joining(", ", "still protects ", "")));
    }
}
