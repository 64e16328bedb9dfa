package dev.catwalk.keys;

import picocli.CommandLine.Command;

/** {@code keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "The keyset that encrypts tokens in the database.",
        subcommands = {
            KeysGenerateCommand.class,
            KeysRotateCommand.class,
            KeysStatusCommand.class,
            KeysRemoveCommand.class
        },
        footer = {
            "  catwalk keys generate --out /etc/catwalk/keyset.json",
            "  catwalk keys rotate --prepare",
            "  catwalk keys rotate",
            "  catwalk keys status"
        })
public final class KeysCommand {}
