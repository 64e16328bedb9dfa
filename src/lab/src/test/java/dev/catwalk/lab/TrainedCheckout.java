package dev.catwalk.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * A checkout made of links into this one, for {@code deploy/aot-cache} to leave its cache in. Each process starts from here:
 * with less than half of the CPU time once {@link WarmStartIT} has made the cache, early in a run of all process tests.
 */
final class TrainedCheckout {
    private static final Path ROOT = Path.of("src/lab/target/trained checkout").toAbsolutePath();

    private final Path root;

    private TrainedCheckout(Path root) {
        this.root = root;
    }

    /** Where all tests look for the cache. */
    static TrainedCheckout shared() throws IOException {
        return at(ROOT);
    }

    /** One for a single test; what is there already stays. */
    static TrainedCheckout at(Path root) throws IOException {
        for (String part : List.of(
                "deploy",
                "src/daemon/target/quarkus-app/app",
                "src/daemon/target/quarkus-app/lib",
                "src/daemon/target/quarkus-app/quarkus",
                "src/daemon/target/quarkus-app/quarkus-run.jar",
                "src/lab/target/classes",
                "src/lab/target/lib")) {
            Path link = root.resolve(part);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(link.getParent());
                link(link, Path.of(part).toAbsolutePath());
            }
        }
        return new TrainedCheckout(root);
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            // The other virtual machine of the tests was faster.
        }
    }

    /** The checkout to start processes from: this one when the cache is of an earlier jar. */
    static Path current() {
        try {
            Path cache = shared().cache();
            Path here = Path.of("").toAbsolutePath();
            boolean isOfEarlierJar = Files.exists(cache)
                    && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar(here))) <= 0;
            return isOfEarlierJar ? here : ROOT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar(Path root) {
        return root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar");
    }

    /** The file that fits the java of this virtual machine, which may not be there. */
    Path cache() {
        return jar(root).resolveSibling("quarkus-run-" + System.getProperty("java.runtime.version") + ".aot");
    }

    Path script(String name) {
        return root.resolve("deploy/" + name);
    }
}
