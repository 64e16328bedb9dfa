package dev.catwalk.ops;

import dev.catwalk.token.Keyset;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A keyset in a file that only its owner can read. */
final class KeysetFile {
    private KeysetFile() {}

    /**
     * Writes a new keyset.
     *
     * @throws FileAlreadyExistsException rather than overwrite: what an old keyset sealed, only that one opens
     */
    static void write(Path file) throws IOException {
        String keyset = Keyset.generate();
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // With its mode from the first moment on: nobody else can open it in between.
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (WritableByteChannel channel = Files.newByteChannel(file, options, ownerOnly);
                var writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            writer.write(keyset + "\n");
        }
    }
}
