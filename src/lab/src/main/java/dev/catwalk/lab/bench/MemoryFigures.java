package dev.catwalk.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Memory of a JVM, in MiB.
 *
 * @param process which
 * @param merchants it had to do with
 * @param peakRss the most that was ever resident
 * @param heap live objects now
 */
public record MemoryFigures(
        String process,
        int merchants,
        @JsonProperty("peak_rss_mib") double peakRss,
        @JsonProperty("heap_after_gc_mib") double heap) {
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    /** One line for each generation, or for the whole heap, as the collector has it. */
    private static final Pattern USED = Pattern.compile("\\btotal .*\\bused (\\d+)K");

    public static MemoryFigures of(String name, ProcessHandle process, int merchants) throws IOException {
        double peak = kibibytes(PEAK, Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        jcmd(process, "GC.run");
        return new MemoryFigures(name, merchants, peak / 1024, kibibytes(USED, jcmd(process, "GC.heap_info")) / 1024);
    }

    private static String jcmd(ProcessHandle process, String command) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static double kibibytes(Pattern pattern, String text) {
        List<Double> found = pattern.matcher(text)
                .results()
                .map(result -> Double.parseDouble(result.group(1)))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return found.stream().mapToDouble(Double::doubleValue).sum();
    }
}
