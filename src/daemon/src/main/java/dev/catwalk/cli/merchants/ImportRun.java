package dev.catwalk.cli.merchants;

import dev.catwalk.cli.merchants.ImportBatch.Effect;
import dev.catwalk.cli.merchants.ImportFile.Entry;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes over merchants from another system, batch by batch: what was done stays done wherever it ends. */
@Singleton
@Unremovable
class ImportRun {
    private static final int BATCH = 500;

    private final Components components;
    private final ComponentStates states;
    private final ImportBatch batches;

    ImportRun(Components components, ComponentStates states, ImportBatch batches) {
        this.components = components;
        this.states = states;
        this.batches = batches;
    }

    int run(String file, boolean apply) throws IOException {
        try (InputStream in =
                file.equals(MerchantsCommand.STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
            return run(in, apply);
        }
    }

    private int run(InputStream in, boolean apply) throws IOException {
        if (apply) {
            // No daemon may have run yet.
            states.register();
        }
        ImportFile file = new ImportFile(in);
        ImportReport report = new ImportReport(apply);
        Map<ComponentAppId, PlatformError> stopped = new HashMap<>();
        Optional<ImportFile.Line> line = file.next();
        while (line.isPresent() && !StopSignals.requested()) {
            List<Entry> batch = new ArrayList<>();
            // Ends with the file, or earlier.
            for (int i = 0; i < BATCH && line.isPresent(); i++, line = file.next()) {
                entry(line.get(), report).ifPresent(batch::add);
            }
            batch.stream().collect(Collectors.groupingBy(Entry::component)).forEach((component, entries) -> {
                Map<Entry, Set<Effect>> effects =
                        apply ? batches.apply(component, entries, stopped) : batches.preview(component, entries);
                report.add(effects);
            });
        }
        System.out.print(report.text());
        line.ifPresent(
                next -> System.err.println("Stopped before line " + next.number() + "; run it again for the rest."));
        stopped.forEach((component, why) -> System.err.println(words(component, why)));
        return report.isComplete() && line.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private static String words(ComponentAppId component, PlatformError why) {
        if (why.kind() == ErrorKind.QUOTA_OF_DAY) {
            return "The day's quota of api_get_authorizer_info is used up for component " + component
                    + ": accounts that are no merchants yet are left; run it again after midnight, Asia/Shanghai.";
        }
        return "Component " + component + " is stopped"
                + (why.errcode() == null ? "" : " (errcode " + why.errcode() + ")")
                + ": " + why.reason()
                + ". Accounts that are no merchants yet are left; repair what catwalk doctor shows, and run it again.";
    }

    private Optional<Entry> entry(ImportFile.Line line, ImportReport report) {
        if (line.entry() == null) {
            report.wrong(line.number(), line.error());
            return Optional.empty();
        }
        Entry entry = line.entry();
        if (components.find(entry.component()).isEmpty()) {
            report.wrong(
                    entry.line(),
                    "component " + entry.component() + " is not configured; configured are: "
                            + components.all().stream()
                                    .map(Component::appid)
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        return Optional.of(entry);
    }
}
