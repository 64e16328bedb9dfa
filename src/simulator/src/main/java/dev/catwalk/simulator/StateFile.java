package dev.catwalk.simulator;

import dev.catwalk.simulator.call.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a simulation survives a restart. Replaced as a whole, so a crash leaves the old file or the new one. */
final class StateFile {
    private final Path path;
    private String written = "";

    StateFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Optional<SavedState> load() {
        try {
            return Files.exists(path)
                    ? Optional.of(Json.MAPPER.readValue(path.toFile(), SavedState.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the state file " + path + ": " + e.getMessage(), e);
        }
    }

    /** Writes nothing when nothing changed. The state is taken under the lock, so that no older one is written last. */
    synchronized void write(Supplier<SavedState> state) {
        String text = Json.write(state.get());
        if (text.equals(written)) {
            return;
        }
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(next, text, StandardCharsets.UTF_8);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the state file " + path, e);
        }
        written = text;
    }
}
