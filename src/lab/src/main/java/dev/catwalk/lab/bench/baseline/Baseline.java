package dev.catwalk.lab.bench.baseline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The baseline as a process: a command by line, {@code first}, {@code walk} or {@code expire}, and an answer by line. */
public final class Baseline {
    private Baseline() {}

    /** @param arguments the platform's address, the database's, how many threads */
    public static void main(String... arguments) throws Exception {
        PrintStream answers = System.out;
        // Whatever logs to the standard output is not an answer.
        System.setOut(System.err);
        int threads = Integer.parseInt(arguments[2]);
        BaselinePlatform platform = new BaselinePlatform(arguments[0], threads);
        try (BaselineStore store = new BaselineStore(arguments[1]);
                BaselineWalk walk = new BaselineWalk(platform, store, threads)) {
            obey(walk, platform, answers);
        }
    }

    private static void obey(BaselineWalk walk, BaselinePlatform platform, PrintStream answers) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            answers.println(
                    switch (command) {
                        case "first" -> timed(walk::first);
                        case "walk" -> timed(walk::all);
                        case "expire" -> "expired " + platform.expireTokens();
                        default -> throw new IOException("no such command: " + command);
                    });
            answers.flush();
        }
    }

    private static String timed(Walk walk) throws Exception {
        long startedAt = System.nanoTime();
        BaselineWalk.Counts counts = walk.walk();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        return String.format(Locale.ROOT, "%d %d %.3f", counts.merchants(), counts.changed(), seconds);
    }

    @FunctionalInterface
    private interface Walk {
        BaselineWalk.Counts walk() throws Exception;
    }
}
