package dev.catwalk.keys;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.KeysetSource;
import dev.catwalk.startup.KeysetCheck;
import dev.catwalk.startup.Settings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * A keyset that a command changed: it is written in place of the configured file, to a file of its own, or, where the keyset is
 * no file, to standard output.
 */
final class ChangedKeyset {
    private final CommandSpec spec;
    private final KeysetSource source;
    private final String before;

    private ChangedKeyset(CommandSpec spec, KeysetSource source) {
        this.spec = spec;
        this.source = source;
        this.before = source.text();
    }

    static ChangedKeyset of(CommandSpec spec, Settings settings) {
        return new ChangedKeyset(spec, KeysetCheck.source(settings));
    }

    /** As it was. */
    Keyset before() {
        return source.open(before);
    }

    /**
     * @param out null for the place of the configured one
     * @throws IllegalArgumentException naming the property, when the KMS refuses
     */
    void write(Keyset changed, Path out) {
        String text = source.written(changed);
        if (out != null) {
            create(spec, out, text);
            say("The keyset was written to " + out + "; use it as the new value of " + source.property() + ".");
        } else if (source.file().isPresent()) {
            replace(source.file().get(), text);
            say("The keyset in " + source.file().get() + " was replaced.");
        } else {
            spec.commandLine().getOut().println(text);
            say("The keyset was printed; use it as the new value of " + source.property() + ".");
        }
    }

    private void replace(Path file, String text) {
        try {
            KeysetFile.replace(file, before, text);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    KeysetSource.FILE
                            + ": another process is changing it, or died while it did; if none is running, remove "
                            + e.getFile());
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    KeysetSource.FILE + ": " + file + " cannot be replaced, nothing was changed: " + words(e)
                            + "; --out FILE writes it elsewhere");
        }
    }

    /** Never overwrites. */
    static void create(CommandSpec spec, Path out, String text) {
        try {
            KeysetFile.create(out, text);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(), "--out: " + out + " exists; what its keyset encrypted only that one can open");
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--out: " + out + " cannot be written: " + words(e));
        }
    }

    private static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "its folder does not exist";
            case AccessDeniedException _ -> "this user may not write there";
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            default -> e.getMessage();
        };
    }

    /** Where people look, and a pipe does not. */
    void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
