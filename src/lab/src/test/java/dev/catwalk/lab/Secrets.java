package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.push.ComponentCredentials;
import java.util.List;
import java.util.regex.Pattern;

/** Searches everything a process printed for what must never be printed. */
final class Secrets {
    private static final Pattern KEY_MATERIAL = Pattern.compile("\"value\":\"([^\"]+)\"");

    /** As the simulated platform makes them. */
    private static final Pattern TOKENS =
            Pattern.compile("ticket@@@|refreshtoken@@@|queryauthcode@@@|\\b6[15]_[A-Za-z0-9_-]{30,}");

    private Secrets() {}

    /** @param keyset none of whose keys may be there */
    static void assertNoKeyIn(String output, String keyset) {
        List<String> keys =
                KEY_MATERIAL.matcher(keyset).results().map(key -> key.group(1)).toList();
        assertThat(keys).isNotEmpty().noneMatch(output::contains);
    }

    static void assertNoneIn(String output, String keyset, ComponentCredentials component) {
        assertNoKeyIn(output, keyset);
        assertNoneIn(output, component);
    }

    /** Where the keyset is not known. */
    static void assertNoneIn(String output, ComponentCredentials component) {
        assertThat(output)
                .isNotBlank()
                .doesNotContain(component.secret(), component.pushToken(), component.encodingAesKey())
                .doesNotContainPattern(KEY_MATERIAL)
                .doesNotContainPattern(TOKENS);
    }
}
