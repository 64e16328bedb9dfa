package dev.catwalk.keys;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.startup.KeysetCheck;
import dev.catwalk.startup.Settings;
import dev.catwalk.startup.StartupChecks;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keys rotate}. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gives the configured keyset a new primary key: the one that was prepared, else a new one. A daemon that starts with"
                    + " it encrypts under that key, and re-encrypts what is stored in the background; the keys before it still"
                    + " open what they encrypted, until they are removed.",
            "A node that does not know the new key cannot read what the others write. With several nodes, --prepare first: it"
                    + " adds a key that only opens. Once every node was restarted with that keyset, rotate.",
            "A configured file is replaced, as a whole, with the same owner and mode; a keyset from the environment is printed on"
                    + " standard output. Needs the keyset, neither database nor component."
        },
        exitCodeList = {"0:done", "2:wrong configuration or usage, or the file cannot be written: nothing was changed"},
        footer = {
            "  catwalk keys rotate --prepare",
            "  CATWALK_TOKEN_KEYSET_FILE=/etc/catwalk/keyset.json catwalk keys rotate --out /root/keyset.json"
        })
final class KeysRotateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--prepare",
            description = "add the key that the next rotation makes the primary, and change no other")
    private boolean prepare;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "write the keyset to this file instead, with mode 600; never overwrites")
    private Path out;

    @Override
    public Integer call() {
        if (!StartupChecks.passForKeyset(spec.commandLine().getErr())) {
            return ExitCode.WRONG;
        }
        try {
            ChangedKeyset keyset = ChangedKeyset.of(spec, Settings.read());
            if (prepare) {
                prepare(keyset);
            } else {
                rotate(keyset);
            }
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            spec.commandLine().getErr().println(KeysetCheck.problem(e));
            return ExitCode.WRONG;
        }
    }

    private void prepare(ChangedKeyset keyset) {
        Keyset before = keyset.before();
        Keyset prepared = before.withPrepared();
        boolean already = before.prepared().isPresent();
        // Run again by an operator who was not sure: a second key would be of no use.
        if (!already || out != null) {
            keyset.write(prepared, out);
        }
        keyset.say("Key " + prepared.prepared().orElseThrow() + (already ? " is prepared already" : " is prepared")
                + ". Restart every node with this keyset; then: catwalk keys rotate");
    }

    private void rotate(ChangedKeyset keyset) {
        Keyset before = keyset.before();
        Keyset rotated = before.rotated();
        keyset.write(rotated, out);
        keyset.say("Key " + rotated.primary() + " is the primary now, and not key " + before.primary() + ".");
        if (before.prepared().isEmpty()) {
            keyset.say(
                    "It was not prepared: until they are restarted with this keyset, other nodes cannot read what one that was"
                            + " writes.");
        }
        keyset.say("Restart every node with this keyset; they re-encrypt what is stored in the background, and"
                + " catwalk keys status shows the rest.");
    }
}
