package dev.catwalk.lab.surroundings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** {@code deploy/catwalk}, the command that people use, as a process whose configuration is ours alone. */
public final class CatwalkScript {
    /** Where the script says that it lies. */
    private static final String PROPERTY = "catwalk.script";

    private static final Predicate<String> FOREIGN_VARIABLE = Pattern.compile(
                    "(CATWALK|QUARKUS|SMALLRYE|MP)_.*|JAVA_OPTS|AOT_CACHE_OUTPUT")
            .asMatchPredicate();

    private CatwalkScript() {}

    /** The one that this process was started by. */
    public static Path own() {
        return Path.of(System.getProperty(PROPERTY, "deploy/catwalk")).toAbsolutePath();
    }

    /** A process in this folder, where it finds its configuration; to be started. */
    public static ProcessBuilder process(Path folder, String... arguments) {
        return process(own(), folder, arguments);
    }

    /** The same by the script of another version. */
    static ProcessBuilder process(Path script, Path folder, String... arguments) {
        if (!Files.isExecutable(script)) {
            throw new IllegalStateException(script + " is not there; run this by deploy/catwalk");
        }
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
        process.environment().keySet().removeIf(FOREIGN_VARIABLE);
        return process.redirectErrorStream(true);
    }
}
