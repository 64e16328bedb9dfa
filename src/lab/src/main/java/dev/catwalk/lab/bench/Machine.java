package dev.catwalk.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where figures come from.
 *
 * @param memory in GiB
 * @param loadBefore runnable processes of others, averaged over the minute before; far above 0, the figures say little
 */
public record Machine(
        String processor,
        int cores,
        @JsonProperty("memory_gib") long memory,
        String system,
        String java,
        double loadBefore) {
    public static Machine here() throws IOException {
        return new Machine(
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Math.round(Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ")[0]) / 1048576.0),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.version"),
                Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]));
    }

    private static String field(String file, String name) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    @Override
    public String toString() {
        return "%s, %d cores, %d GiB, %s, Java %s; load of the minute before: %.2f"
                .formatted(processor, cores, memory, system, java, loadBefore);
    }
}
