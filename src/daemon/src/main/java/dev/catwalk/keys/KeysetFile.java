package dev.catwalk.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A keyset in a file that only its owner can read. */
final class KeysetFile {
    private KeysetFile() {}

    /**
     * Writes a keyset to a new file.
     *
     * @throws FileAlreadyExistsException rather than overwrite: what an old keyset encrypted, only that one opens
     */
    static void create(Path file, String keyset) throws IOException {
        // With its mode from the first moment on: no other user can open it in between.
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            write(channel, keyset + "\n");
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            // Half a keyset is none, and would block the next attempt.
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /**
     * Puts a keyset in the place of another, so that at every moment, a failure of the machine included, there is one of the
     * two as a whole. Owner, group and mode stay as they are: a process that can read it now must be able to at the next start.
     *
     * @param before the content that is replaced
     * @throws FileAlreadyExistsException when another process is replacing it, or died while it did
     * @throws IOException also when the content has changed meanwhile: a key that was added would be lost
     */
    static void replace(Path file, String before, String keyset) throws IOException {
        // Where it really lies: a link to it stays one.
        Path place = file.toRealPath();
        Path next = place.resolveSibling(place.getFileName() + ".new");
        // Made by one at a time, and kept until its content is in place.
        create(next, keyset);
        try {
            if (!Files.readString(place).equals(before)) {
                throw new IOException("it was changed meanwhile");
            }
            keepAttributes(place, next);
            Files.move(next, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        force(place.getParent());
    }

    private static void keepAttributes(Path of, Path to) throws IOException {
        PosixFileAttributes known = Files.readAttributes(of, PosixFileAttributes.class);
        PosixFileAttributes now = Files.readAttributes(to, PosixFileAttributes.class);
        PosixFileAttributeView changed = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (!known.owner().equals(now.owner())) {
            changed.setOwner(known.owner());
        }
        if (!known.group().equals(now.group())) {
            changed.setGroup(known.group());
        }
        changed.setPermissions(known.permissions());
    }

    /** Until then a failure of the machine may bring the name back to the old content. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // A file system that cannot do this for folders does it by itself, a little later.
        }
    }
}
