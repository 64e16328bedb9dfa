package dev.catwalk.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an API key allows. */
public enum Scope {
    /** The views: problems, changes, merchants, walks. */
    READ,
    /** Merchants' access tokens, and refusals of these. */
    TOKEN,
    /** The component's own access token, which can do everything that the component may. */
    COMPONENT_TOKEN,
    /** A walk over one merchant at once. */
    NUDGE,
    /** Acts on problems, tags of merchants, links for authorization. */
    DESK;

    /** As commands, database and documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }

    @Override
    public String toString() {
        return word();
    }
}
