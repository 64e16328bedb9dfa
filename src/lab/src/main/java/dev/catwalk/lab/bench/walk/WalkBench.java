package dev.catwalk.lab.bench.walk;

import dev.catwalk.lab.bench.Findings;
import dev.catwalk.lab.bench.Machine;
import dev.catwalk.lab.bench.Summary;
import dev.catwalk.lab.bench.WrkLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench walk}. */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Walks over all merchants: how many a second and at what cost, beside a baseline and a floor.",
            "",
            "Simulated platform, PostgreSQL (fsync on) and what walks are processes of their own. For each number of"
                    + " merchants the daemon stores them all (walk 'first', at 0 ms), then walks at each latency: over"
                    + " 'unchanged' merchants with live tokens, over the same with every token due ('refresh'), and over"
                    + " merchants that each have 'changed' a category.",
            "The baseline is what a Java team would write today: WxJava, as many threads as calls in flight, one JPA"
                    + " transaction per merchant. The floor: the calls that wrk makes (Debian: apt-get install wrk),"
                    + " the updates that PostgreSQL commits.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  deploy/bench walk",
            "      10,000 merchants at 0 and 50 ms with baseline and floor: some ten minutes",
            "  deploy/bench walk --merchants 1000 --latency 0 --beside none",
            "      the daemon alone: some two minutes",
            "  deploy/bench walk --full",
            "      everything: hours, and up to 20 GB of disk"
        })
public final class WalkBench implements Callable<Integer> {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final String NONE = "none";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--merchants",
            split = ",",
            paramLabel = "N",
            defaultValue = "10000",
            description = "how many; several separated by commas (default: ${DEFAULT-VALUE})")
    private List<Integer> merchants;

    @Option(
            names = "--latency",
            split = ",",
            paramLabel = "MS",
            defaultValue = "0,50",
            description = "of each of the platform's answers, in milliseconds (default: ${DEFAULT-VALUE})")
    private List<Integer> latencies;

    @Option(names = "--full", description = "1000, 10000, 100000 and 1000000 merchants at 0, 50 and 200 ms")
    private boolean full;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "unchanged,refresh,changed",
            description = "of walks after the first (default: ${DEFAULT-VALUE})")
    private List<String> kinds;

    @Option(
            names = "--beside",
            paramLabel = "N",
            defaultValue = "10000",
            description = "the number of merchants at which baseline and floor are measured as well, or none"
                    + " (default: ${DEFAULT-VALUE})")
    private String beside;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "256",
            description = "calls in flight, and the baseline's threads (default: ${DEFAULT-VALUE})")
    private int concurrency;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "that the measured walks of a kind last together, or longer; up to 50,000 merchants half as"
                    + " long goes before, to warm up (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "for result.json, chart.svg, logs and, while it runs, the database"
                    + " (default: target/bench/ and the time)")
    private Path out;

    @Override
    public Integer call() throws Exception {
        if (sizes().contains(besideSize())) {
            WrkLoad.require();
        }
        Path folder = out == null
                ? Path.of("src/lab/target/bench", LocalDateTime.now().format(STAMP))
                : out;
        Files.createDirectories(folder);
        Findings findings = new Findings(Machine.here(), concurrency);
        System.out.printf("%s%n%d calls in flight; logs in %s%n%n", findings.machine, concurrency, folder);
        WalkRun run = new WalkRun(settings(), folder, findings, new WalkTable(System.out, concurrency));
        for (int count : sizes()) {
            run.with(count);
            write(findings, folder);
        }
        new Summary(findings, System.out).print();
        System.out.printf("%n%s, %s%n", folder.resolve("result.json"), folder.resolve("chart.svg"));
        return 0;
    }

    private WalkRun.Settings settings() {
        return new WalkRun.Settings(
                full ? List.of(0, 50, 200) : latencies,
                kinds.stream().map(this::kind).toList(),
                besideSize(),
                concurrency,
                seconds);
    }

    private List<Integer> sizes() {
        return full ? List.of(1_000, 10_000, 100_000, 1_000_000) : merchants;
    }

    private int besideSize() {
        try {
            return NONE.equals(beside) ? 0 : Integer.parseInt(beside);
        } catch (NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "--beside: a number of merchants, or none", e);
        }
    }

    private WalkKind kind(String name) {
        try {
            return WalkKind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "no such kind of walk: " + name, e);
        }
    }

    /** After each number of merchants, so that an interrupted run leaves what it knows. */
    private static void write(Findings findings, Path folder) throws IOException {
        findings.write(folder.resolve("result.json"));
        Files.writeString(folder.resolve("chart.svg"), new WalkChart(findings).svg());
    }
}
