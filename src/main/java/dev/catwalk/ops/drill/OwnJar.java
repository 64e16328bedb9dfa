package dev.catwalk.ops.drill;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** This very program once more, as a process: the same java, options and jar, and nothing of our surroundings' configuration. */
final class OwnJar {
    /** What would be taken twice, or configures a daemon that is not ours. */
    private static final Predicate<String> NOT_FOR_CHILDREN = Pattern.compile(
                    "-agentlib:.*|-agentpath:.*|-javaagent:.*|-Xrunjdwp.*|-XX:AOTCacheOutput=.*|-D%?(catwalk|quarkus|smallrye|mp)\\..*")
            .asMatchPredicate();

    private static final Predicate<String> FOREIGN_VARIABLE = Pattern.compile(
                    "(CATWALK|QUARKUS|SMALLRYE|MP)_.*|JAVA_OPTS|AOT_CACHE_OUTPUT")
            .asMatchPredicate();

    /** As deploy/catwalk gives it. */
    private static final String DAEMON_HEAP = "-Xmx128m";

    private OwnJar() {}

    /** A process in this folder, where it finds its configuration; to be started. */
    static ProcessBuilder process(Path folder, String... arguments) {
        ProcessBuilder process = new ProcessBuilder(command(arguments)).directory(folder.toFile());
        process.environment().keySet().removeIf(FOREIGN_VARIABLE);
        return process.redirectErrorStream(true);
    }

    private static List<String> command(String... arguments) {
        String jar = System.getProperty("java.class.path");
        if (!jar.endsWith(".jar")) {
            throw new IllegalStateException("drills are run from the jar: deploy/catwalk drill");
        }
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        options.stream().filter(NOT_FOR_CHILDREN.negate()).forEach(command::add);
        if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            command.add(DAEMON_HEAP);
        }
        command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
