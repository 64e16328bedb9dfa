package dev.catwalk.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyset in a file is always whole, and never anybody else's to read. */
class KeysetFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("keyset.json");
        KeysetFile.create(file, "old");
    }

    @Test
    void replacedItHasTheNewContentAndTheModeItHad() throws IOException {
        // when
        KeysetFile.replace(file, "old\n", "new");

        // then
        assertThat(file).hasContent("new\n");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void whoCouldReadItStillCan() throws IOException {
        // given
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        // when
        KeysetFile.replace(file, "old\n", "new");

        // then
        assertThat(mode(file)).isEqualTo("rw-r-----");
    }

    @Test
    void theOldContentStaysWhereItIsUntilTheNewOneIsWhole() throws IOException {
        // given
        Path other = folder.resolve("other");
        Files.createLink(other, file);

        // when
        KeysetFile.replace(file, "old\n", "new");

        // then
        assertThat(other).as("the old file, which was not written to").hasContent("old\n");
    }

    @Test
    void aLinkToItStaysOne() throws IOException {
        // given
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

        // when
        KeysetFile.replace(link, "old\n", "new");

        // then
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("new\n");
    }

    @Test
    void whatSomebodyElseChangedMeanwhileIsNotReplaced() throws IOException {
        // given
        Files.writeString(file, "theirs\n");

        // then
        assertThatThrownBy(() -> KeysetFile.replace(file, "old\n", "new")).isInstanceOf(IOException.class);
        assertThat(file).hasContent("theirs\n");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void twoAtOnceAreOneTooMany() throws IOException {
        // given
        Path theirs = Files.writeString(folder.resolve("keyset.json.new"), "theirs");

        // then
        assertThatThrownBy(() -> KeysetFile.replace(file, "old\n", "new"))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("keyset.json.new");
        assertThat(file).hasContent("old\n");
        assertThat(theirs).hasContent("theirs");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
