package dev.catwalk.lab.drill;

import java.util.Map;

/**
 * What a drill wants its stage to be like.
 *
 * @param configuration of every daemon, beside what makes it meet its surroundings
 */
record Setting(int nodes, int merchants, Map<String, String> configuration) {
    /** One daemon that walks a few merchants as fast as it can. */
    static final Setting PLAIN = new Setting(1, 40, Map.of());

    Setting {
        configuration = Map.copyOf(configuration);
    }
}
