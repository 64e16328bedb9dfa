package dev.catwalk.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = "The keyset that encrypts tokens in the database.",
        subcommands = {
            KeysGenerateCommand.class,
            KeysRotateCommand.class,
            KeysStatusCommand.class,
            KeysRemoveCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  catwalk keys generate --out /etc/catwalk/keyset.json",
            "  catwalk keys rotate --prepare",
            "  catwalk keys rotate",
            "  catwalk keys status"
        })
public final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which one? keys generate, keys rotate, keys status, keys remove");
    }
}
