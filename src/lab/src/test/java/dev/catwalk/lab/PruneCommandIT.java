package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code prune} as people run it: a process, its output, its exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PruneCommandIT {
    private static final int OLD = 12_000;

    private final Site site = Site.with(SimulatorOptions.builder().merchants(0));

    @BeforeAll
    void makeTables() {
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            assertThat(walk.awaitExit()).as(walk.output()).isEqualTo(3);
        }
    }

    @BeforeEach
    void makeHistory() {
        site.database().useHandle(handle -> {
            handle.execute("truncate app.walk cascade");
            insert(handle, OLD);
            handle.execute("""
                    insert into app.walk (scope, planned_at, finished_at, state)
                    values ('all', '2026-11-22T10:00:00Z', now(), 'completed')
                    """);
        });
    }

    private static void insert(Handle handle, int oldWalks) {
        handle.execute("""
                insert into app.walk (scope, planned_at, finished_at, state)
                select 'merchant', now() - interval '40 d', now() - interval '40 d', 'skipped' from generate_series(1, ?)
                """, oldWalks);
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void aDryRunSaysHowMuchWouldGo() {
        try (CatwalkProcess prune = run("30d", "--dry-run")) {
            assertThat(prune.awaitExit()).as(prune.output()).isZero();
            assertThat(prune.err()).isEmpty();
            assertThat(prune.out().lines())
                    .containsExactly(
                            "history            property                         keeps  would go  oldest kept",
                            "alert              catwalk.alert.keep               off    -         -",
                            "audit_change       catwalk.category.keep-changes    400d   0         -",
                            "category_snapshot  catwalk.category.keep-snapshots  off    -         -",
                            "merchant_event     catwalk.merchant.keep-events     off    -         -",
                            "walk               catwalk.walk.keep                30d    12000     2026-11-22T10:00:00Z");
        }
        assertThat(walks()).isEqualTo(OLD + 1);
    }

    @Test
    void whatIsOldGoes() {
        try (CatwalkProcess prune = run("30d")) {
            assertThat(prune.awaitExit()).as(prune.output()).isZero();
            assertThat(prune.err()).isEmpty();
            assertThat(prune.out())
                    .containsPattern("history +property +keeps +deleted +oldest kept")
                    .containsPattern("walk +catwalk.walk.keep +30d +12000 +2026-11-22T10:00:00Z");
        }
        assertThat(walks()).isEqualTo(1);
    }

    @Test
    void offDeletesNothing() {
        try (CatwalkProcess prune = run("off")) {
            assertThat(prune.awaitExit()).as(prune.output()).isZero();
            assertThat(prune.out()).containsPattern("walk +catwalk.walk.keep +off +- +-");
        }
        assertThat(walks()).isEqualTo(OLD + 1);
    }

    @Test
    void nonsenseStartsNothing() {
        try (CatwalkProcess prune = run("1h")) {
            assertThat(prune.awaitExit()).isEqualTo(2);
            assertThat(prune.err())
                    .startsWith("catwalk.walk.keep: is not off or a duration of at least a day, such as 400d");
        }
        assertThat(walks()).isEqualTo(OLD + 1);
    }

    @Test
    void whoIsKilledInTheMiddleLosesNothingButThatPage() {
        try (Handle other = site.database().open();
                CatwalkProcess prune = heldAt(other, 6000)) {
            // when
            prune.kill();
            other.rollback();
        }

        // then
        assertThat(walks()).isEqualTo(OLD + 1 - 5000);
        try (CatwalkProcess next = run("30d")) {
            assertThat(next.awaitExit()).as(next.output()).isZero();
            assertThat(next.out()).containsPattern("walk +catwalk.walk.keep +30d +7000 ");
        }
        assertThat(walks()).isEqualTo(1);
    }

    @Test
    void whoIsAskedToEndLeavesTheRestToTheNext() {
        // given
        int many = 100_000;
        site.database().useHandle(handle -> insert(handle, many));
        try (Handle other = site.database().open();
                CatwalkProcess prune = heldAt(other, 6000)) {
            // when
            CatwalkProcess.Ending ending = prune.terminateWhile(other::rollback);

            // then
            long gone = OLD + 1 + many - walks();
            assertThat(ending.exitCode()).as(prune.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThat(prune.err()).contains("the next run goes on with the rest");
            assertThat(prune.out()).containsPattern("walk +catwalk.walk.keep +30d +" + gone + " ");
            assertThat(gone).isBetween(10_000L, OLD + many - 5000L);
        }
    }

    /** A process that waits for a row it is to delete. */
    private CatwalkProcess heldAt(Handle other, int row) {
        other.begin();
        other.execute(
                "select from app.walk where walk_id = (select walk_id from app.walk order by walk_id offset ? limit 1)"
                        + " for update",
                row);
        return run("30d")
                .await(
                        "it waits for the row",
                        () -> site.count(
                                        "select count(*) from pg_stat_activity where datname = ? and wait_event_type = 'Lock'",
                                        site.databaseName())
                                == 1);
    }

    private long walks() {
        return site.count("select count(*) from app.walk");
    }

    private CatwalkProcess run(String keep, String... options) {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_WALK_KEEP", keep);
        environment.put("CATWALK_CATEGORY_KEEP_CHANGES", "400d");
        String[] command = options.length == 0 ? new String[] {"prune"} : new String[] {"prune", options[0]};
        return CatwalkProcess.start(environment, command);
    }
}
