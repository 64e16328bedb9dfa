package dev.catwalk.doctor;

import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.NewerSchema;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;

/** Whether the schema is the one this version works with. */
public final class MigrationsExamination implements Examination {
    private final Flyway flyway;
    private final boolean madeAtStart;
    private boolean areMissing;

    /** @param madeAtStart whether a daemon's start makes those that are missing */
    public MigrationsExamination(Flyway flyway, boolean madeAtStart) {
        this.flyway = flyway;
        this.madeAtStart = madeAtStart;
    }

    @Override
    public String subject() {
        return "migrations";
    }

    /** Whether the findings are that this version needs more than is there. */
    public boolean areMissing() {
        return areMissing;
    }

    @Override
    public List<Finding> findings() {
        MigrationInfoService migrations = flyway.info();
        // First: beside it every view that differs counts as missing.
        List<String> newer = NewerSchema.scripts(migrations);
        if (!newer.isEmpty()) {
            return List.of(Finding.warn(
                    subject(),
                    "the schema was made by a newer version: " + String.join(", ", newer),
                    "update this installation; daemons of two versions may run side by side while that is being done"));
        }
        int missing = migrations.pending().length;
        areMissing = missing > 0;
        if (areMissing) {
            String seen = "the schema lacks " + missing + " of " + migrations.all().length;
            return List.of(
                    madeAtStart
                            ? Finding.warn(
                                    subject(), seen, "start the daemon, which makes them, or run: catwalk migrate")
                            : Finding.fail(subject(), seen, "run: catwalk migrate"));
        }
        return List.of(Finding.ok(
                subject(), "none missing, up to version " + migrations.current().getVersion()));
    }
}
