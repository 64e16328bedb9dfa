package dev.catwalk.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cache of {@code deploy/aot-cache} for the processes that tests start: hundreds of starts, each with less than half of the
 * CPU time. Made once for a build, when a test run as a whole asks for it with {@code -Dcatwalk.test.cache=true}; for a single
 * test it takes longer than it saves.
 */
final class ProcessCache {
    private static final Path FILE = Path.of("target/process.aot").toAbsolutePath();

    /** Java options that use the cache; none without. */
    static final List<String> OPTIONS = options();

    private ProcessCache() {}

    private static List<String> options() {
        if (!Boolean.getBoolean("catwalk.test.cache")) {
            return List.of();
        }
        try {
            if (!Files.exists(FILE)
                    || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(CatwalkProcess.JAR)) < 0) {
                train();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:AOTCache=" + FILE, "-Xlog:aot*=off");
    }

    private static void train() throws IOException {
        Path folder = Files.createTempDirectory("catwalk-training");
        try (CatwalkProcess training = CatwalkProcess.run(
                CatwalkProcess.java(List.of("-XX:AOTCacheOutput=" + FILE), "train", folder.toString()), Map.of())) {
            int exitCode = training.awaitExit();
            if (exitCode != 0) {
                throw new IllegalStateException("training ended with " + exitCode + "\n" + training.output());
            }
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
