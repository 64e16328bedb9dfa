package dev.catwalk.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of a JVM, in MiB.
 *
 * @param process which
 * @param merchants it had to do with
 * @param peakRss the most that was ever resident
 * @param heap live objects now
 */
record MemoryFigures(
        String process,
        int merchants,
        @JsonProperty("peak_rss_mib") double peakRss,
        @JsonProperty("heap_after_gc_mib") double heap) {
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile("\\bused (\\d+)K");

    static MemoryFigures of(String name, ProcessHandle process, int merchants) throws IOException {
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
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return Double.parseDouble(found.group(1));
    }
}
