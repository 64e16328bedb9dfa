package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The folder that an installation copies. */
class ProductionArtifactIT {
    private static final Path APPLICATION = Path.of("src/daemon/target/quarkus-app");

    /** Nor Brotli, which would leave its native library in /tmp after each kill. */
    @Test
    void productionHasNeitherSimulatorNorLabNorDatabaseServer() throws IOException {
        // when
        List<Path> jars;
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }

        // then
        assertThat(jars).hasSizeGreaterThan(100).allSatisfy(jar -> {
            try (JarFile content = new JarFile(jar.toFile())) {
                assertThat(content.stream())
                        .noneMatch(
                                entry -> entry.getName()
                                        .matches(
                                                "dev/catwalk/(simulator|lab)/.*|io/zonky/.*|com/aayushatharva/brotli4j/.*|postgres-.*\\.txz"));
            }
        });
    }
}
