package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.aCompletedWalk;
import static dev.catwalk.reporting.Fixture.aLedgerLine;
import static dev.catwalk.reporting.Fixture.aRunningWalk;
import static dev.catwalk.reporting.Fixture.aSlice;
import static dev.catwalk.reporting.Fixture.aSliceOutcome;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WalkTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everyWalkIsARowInEveryState() {
        // given
        aCompletedWalk().insert();
        aCompletedWalk()
                .with("state", "stopped")
                .with("stop_errcode", 40125)
                .with("stop_reason", "secret refused")
                .insert();
        aCompletedWalk()
                .with("state", "skipped")
                .with("started_at", null)
                .with("finished_at", NOON)
                .with("merchants", 0)
                .insert();
        aRunningWalk().with("scope", "under_review").insert();

        // when
        var rows = database.rows("select * from reporting.walk order by walk_id");

        // then
        var completed = row(
                "walk_id",
                1L,
                "scope",
                "all",
                "planned_at",
                NOON,
                "started_at",
                NOON,
                "finished_at",
                ONE,
                "state",
                "completed",
                "stop_errcode",
                null,
                "stop_reason",
                null,
                "merchants",
                3,
                "component_appid",
                null);
        assertThat(rows)
                .containsExactly(
                        completed,
                        but(
                                completed,
                                "walk_id",
                                2L,
                                "state",
                                "stopped",
                                "stop_errcode",
                                40125,
                                "stop_reason",
                                "secret refused"),
                        but(
                                completed,
                                "walk_id",
                                3L,
                                "started_at",
                                null,
                                "finished_at",
                                NOON,
                                "state",
                                "skipped",
                                "merchants",
                                0),
                        but(
                                completed,
                                "walk_id",
                                4L,
                                "scope",
                                "under_review",
                                "finished_at",
                                null,
                                "state",
                                "running"));
    }

    @Test
    void aFinishedWalkHasItsLedgerAsWritten() {
        // given
        var walk = aCompletedWalk().insert();
        aLedgerLine(walk, "changed", 1).insert();
        aLedgerLine(walk, "unchanged", 2).insert();

        // when
        var rows = database.rows("select * from reporting.walk_ledger order by outcome");

        // then
        assertThat(rows)
                .containsExactly(
                        row("walk_id", walk, "outcome", "changed", "merchants", 1, "component_appid", null),
                        row("walk_id", walk, "outcome", "unchanged", "merchants", 2, "component_appid", null));
    }

    @Test
    void aRunningWalkCountsWhatItsSlicesHaveRecorded() {
        // given
        var finished = aCompletedWalk().insert();
        aLedgerLine(finished, "failed", 3).insert();
        var running = aRunningWalk().insert();
        aSlice(running, 0).insert();
        aSlice(running, 1).insert();
        aSliceOutcome(running, 0, "changed", 1).insert();
        aSliceOutcome(running, 0, "unchanged", 2).insert();
        aSliceOutcome(running, 1, "unchanged", 1).insert();

        // when
        var rows = database.rows("select * from reporting.walk_ledger order by walk_id, outcome");

        // then
        assertThat(rows)
                .containsExactly(
                        row("walk_id", finished, "outcome", "failed", "merchants", 3, "component_appid", null),
                        row("walk_id", running, "outcome", "changed", "merchants", 1, "component_appid", null),
                        row("walk_id", running, "outcome", "unchanged", "merchants", 3, "component_appid", null));
    }

    @Test
    void slicesLeftBehindByAFinishedWalkAreNotCountedTwice() {
        // given
        var walk = aCompletedWalk().insert();
        aLedgerLine(walk, "changed", 3).insert();
        aSlice(walk, 0).insert();
        aSliceOutcome(walk, 0, "changed", 3).insert();

        // when
        var rows = database.rows("select * from reporting.walk_ledger");

        // then
        assertThat(rows)
                .containsExactly(row("walk_id", walk, "outcome", "changed", "merchants", 3, "component_appid", null));
    }
}
