package dev.catwalk.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cache of {@code deploy/aot-cache} for the processes that tests start: some fifty starts, each with less than half of the
 * CPU time. Made once for a build, when the tests run as a whole ({@code -Dcatwalk.test.cache=true}); for a single test it
 * takes longer than it saves. Where it cannot be made, the tests start without.
 */
final class ProcessCache {
    private static final Path FILE = Path.of("src/lab/target/process.aot").toAbsolutePath();
    private static final Path TURN = Path.of("src/lab/target/process.aot.lock").toAbsolutePath();

    /** Java options that use the cache; none without. */
    static final List<String> OPTIONS = options();

    private ProcessCache() {}

    private static List<String> options() {
        return Boolean.getBoolean("catwalk.test.cache") && isThere()
                ? List.of("-XX:AOTCache=" + FILE, "-Xlog:aot*=off")
                : List.of();
    }

    /** Made by one of the virtual machines that run tests side by side, while the others wait. */
    private static boolean isThere() {
        try (FileChannel channel = FileChannel.open(TURN, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!isOfThisBuild()) {
                train();
            }
            return isOfThisBuild();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfThisBuild() throws IOException {
        return Files.exists(FILE)
                && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(CatwalkProcess.JAR)) >= 0;
    }

    private static void train() throws IOException {
        Path folder = Files.createTempDirectory("catwalk-training");
        try (CatwalkProcess training = CatwalkProcess.lab(
                Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1"), "train", folder.toString(), FILE.toString())) {
            training.awaitExit();
        } catch (AssertionError e) {
            // Slow as it is, this machine can do without.
            Files.deleteIfExists(FILE);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
