package dev.catwalk.ops;

import com.google.crypto.tink.Aead;
import dev.catwalk.token.Keyset;
import java.nio.file.Path;
import java.util.List;

/** The keyset that encrypts the tokens. */
final class KeysetCheck implements Check {
    @Override
    public List<Problem> problems(Settings settings) {
        try {
            open(settings);
            return List.of();
        } catch (IllegalArgumentException e) {
            // "property: what", as the vault words it.
            String[] words = e.getMessage().split(": ", 2);
            return List.of(new Problem(words[0], words[1]));
        }
    }

    static Aead open(Settings settings) {
        return Keyset.open(
                settings.value("catwalk.token.keyset-file", Path.class), settings.text("catwalk.token.keyset"));
    }
}
