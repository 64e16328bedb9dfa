package dev.catwalk.startup;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.KeysetSource;
import java.nio.file.Path;
import java.util.List;

/** The keyset that encrypts the tokens. */
public final class KeysetCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        try {
            open(settings);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(problem(e));
        }
    }

    public static Keyset open(Settings settings) {
        return source(settings).open();
    }

    public static KeysetSource source(Settings settings) {
        return new KeysetSource(
                settings.value(KeysetSource.FILE, Path.class),
                settings.text(KeysetSource.JSON),
                settings.text(KeysetSource.KMS_URI));
    }

    /** "property: what", as the vault words it. */
    public static Problem problem(IllegalArgumentException e) {
        String[] words = e.getMessage().split(": ", 2);
        return new Problem(words[0], words[1]);
    }
}
