package dev.catwalk.lab;

import dev.catwalk.lab.Installation.DataRefusedException;
import dev.catwalk.lab.surroundings.StopSignals;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code demo}: a daemon with its database and the simulated platform around it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "No configuration at all: an embedded PostgreSQL, the simulated platform with a few hundred merchants that lead a"
                    + " life of their own, and the daemon beside them, which walks every few seconds. Prints the addresses,"
                    + " and the alerts as members of a group chat would read them."
                    + " Needs no network; listens on 127.0.0.1 only.",
            "The data is kept in ~/.catwalk/demo, or where CATWALK_DEMO_DIR says; the next start continues with it, or in"
                    + " a new folder beside it when an unreleased build made it. Ends on Ctrl-C. Ports that are"
                    + " taken are replaced by free ones."
        },
        footerHeading = "%nExample:%n",
        footer = {"  CATWALK_DEMO_DIR=/tmp/catwalk-demo catwalk demo"})
final class DemoCommand implements Callable<Integer> {
    /** Marks a folder whose data a start could not use, so that the next start need not try it again. */
    private static final String SUPERSEDED = "superseded";

    /** In the chosen folder, or in the first one after it that holds nothing of another version. */
    @Override
    public Integer call() throws IOException {
        StopSignals.install();
        Path chosen = folder();
        Path folder = chosen;
        // Ends at a folder that is new, if not before.
        for (int next = 2; ; next++) {
            Files.createDirectories(folder);
            if (Files.notExists(folder.resolve(SUPERSEDED))) {
                try {
                    return runIn(folder);
                } catch (DataRefusedException e) {
                    Files.createFile(folder.resolve(SUPERSEDED));
                    System.out.println(e.getMessage());
                    System.out.println("The data of the old demo stays in " + folder
                            + "; delete that folder when you do not need it. A new demo starts in another one.");
                }
            }
            folder = chosen.resolveSibling(chosen.getFileName() + "-" + next);
        }
    }

    private static int runIn(Path folder) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.err.println(
                        "catwalk: a demo is running in " + folder + " already; CATWALK_DEMO_DIR names another");
                return ExitCode.USAGE;
            }
            System.out.println("Starting the demo in " + folder + " ...");
            try (Installation installation = Installation.start(Installation.usualPorts(), folder, DemoCommand::show)) {
                return new DemoRun(installation).run();
            }
        }
    }

    private static void show(String message) {
        System.out.println("    | " + message.replace("\n", "\n    | "));
    }

    private static Path folder() {
        String chosen = System.getenv("CATWALK_DEMO_DIR");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".catwalk", "demo")
                : Path.of(chosen).toAbsolutePath();
    }
}
