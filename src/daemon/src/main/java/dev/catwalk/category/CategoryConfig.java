package dev.catwalk.category;

import dev.catwalk.retention.Keep;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code catwalk.category.*}. */
@ConfigMapping(prefix = "catwalk.category")
public interface CategoryConfig {
    /** How long a snapshot is kept after another took its place. Documents are the most of the database by far. */
    @WithDefault("off")
    Keep keepSnapshots();

    /** How long a change is kept, and a closed problem. Times longer ago can no longer be asked for as of then. */
    @WithDefault("off")
    Keep keepChanges();
}
