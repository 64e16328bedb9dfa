package dev.catwalk.cli.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.problem.Act;
import dev.catwalk.problem.Act.Verb;
import dev.catwalk.problem.ProblemActs;
import dev.catwalk.problem.ProblemActs.Result;
import dev.catwalk.problem.ProblemActs.Target;
import dev.catwalk.problem.ProblemFilter;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.watch.Reminders;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do about problems is stored with who did it, and decides whether they are reminded. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ProblemsRunTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @Inject
    Worker worker;

    @Inject
    ProblemsRun run;

    @Inject
    ProblemActs acts;

    @Inject
    Reminders reminders;

    private SimulatedMerchant merchant;
    private long problem;

    private void act(Act act) {
        acts.perform(List.of(new Target(problem, null)), act, "li");
    }

    private record Ran(int exitCode, String out, String err) {}

    @BeforeEach
    void findRejection() {
        merchant = worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN))
                .component()
                .merchants(0, 1)
                .getFirst();
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        worker.walk(merchant);
        problem = (Long) worker.value("select problem_id from reporting.problem where first_id = 8 and second_id = 39");
    }

    @Test
    void theListShowsWhatIsAskedFor() {
        // given
        run(() -> run.act(List.of(problem), _ -> new Act(Verb.ASSIGN, "li", null, null), "wang"));

        // when
        Ran owned = run(() -> run.list(new ProblemFilter("", "open", "li", "", "8/39", "", 0), 10, false));
        Ran others = run(() -> run.list(new ProblemFilter("", "", "zhao", "", "", "", 0), 10, false));
        Ran groups = run(() -> run.listGroups(10, false));
        Ran json = run(() -> run.list(new ProblemFilter("", "", "", "", "", "", 0), 10, true));

        // then
        assertThat(owned.out()).contains("problem", merchant.appid(), "教育 / 出国移民", "资质不符", "li");
        assertThat(others.out()).isEqualToIgnoringNewLines("none");
        assertThat(groups.out()).contains("资质不符", "problems");
        assertThat(json.out())
                .startsWith("[")
                .contains("\"merchant\" : \"" + merchant.appid() + "\"", "\"until\" : null");
    }

    @Test
    void everyActIsInTheTimelineWithWhoAndWhat() {
        // given
        Instant until = SettableClock.INSTANCE.instant().plus(WEEK);

        // when
        Ran ran = run(() -> run.act(List.of(problem), _ -> new Act(Verb.WAIT, "li", "asked", until), "wang"));
        run(() -> run.act(List.of(problem), _ -> new Act(Verb.REOPEN, null, null, null), "li"));

        // then
        assertThat(ran).isEqualTo(new Ran(0, "1 done\n", ""));
        assertThat(worker.rows(
                                "select state, owner, note, until, touched_by, version from reporting.problem where problem_id = ?",
                                problem)
                        .getFirst())
                .containsEntry("state", "open")
                .containsEntry("owner", "li")
                .containsEntry("note", "asked")
                .containsEntry("until", null)
                .containsEntry("touched_by", "li")
                .containsEntry("version", 2);
        assertThat(worker.rows("""
                        select concat_ws(' ', detail ->> 'act', detail ->> 'by', detail ->> 'state', detail ->> 'owner') as act
                        from reporting.merchant_timeline where kind = 'problem_act' order by at, detail ->> 'act' desc"""))
                .extracting(row -> row.get("act"))
                .containsExactly("wait wang waiting_merchant li", "reopen li open li");
    }

    @Test
    void whatIsNotThereOrOverIsNamedAndHoldsBackNoOther() {
        // given
        long closed = problem;
        merchant.put(SimulatedCategory.approved(8, 39));
        merchant.put(SimulatedCategory.rejected(8, 40, "资质不符"));
        worker.walk(merchant);
        long open = (Long) worker.value("select problem_id from reporting.problem where second_id = 40");

        // when
        Ran ran = run(() ->
                run.act(List.of(open, closed, 999_999_999L), _ -> new Act(Verb.ACKNOWLEDGE, null, null, null), "li"));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("1 done\n");
        assertThat(ran.err()).contains("problem " + closed + " is closed", "there is no problem 999999999");
        assertThat(worker.value("select state from reporting.problem where problem_id = ?", open))
                .isEqualTo("acknowledged");
    }

    @Test
    void aTimeInThePastIsRefused() {
        // when
        Ran ran = run(
                () -> run.act(List.of(problem), now -> new Act(Verb.IGNORE, null, null, now.minusSeconds(1)), "li"));

        // then
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("until has to be in the future");
        assertThat(worker.value("select state from reporting.problem where problem_id = ?", problem))
                .isEqualTo("open");
    }

    @Test
    void aSpanCountsFromTheTimeOfTheDatabaseAndNotOfTheMachine() {
        // given
        SettableClock.INSTANCE.advance(WEEK.multipliedBy(8));
        UnaryOperator<Instant> inAWeek = new ProblemsCommand.TimeFromNow().convert("7d");

        // when
        run(() -> run.act(List.of(problem), now -> new Act(Verb.WAIT, null, null, inAWeek.apply(now)), "li"));

        // then
        assertThat(worker.value(
                        "select until = app.now() + interval '7 days' from reporting.problem where problem_id = ?",
                        problem))
                .isEqualTo(true);
    }

    @Test
    void ofTwoWhoActOnTheSameVersionAtOnceOneIsRefused() throws Exception {
        // when
        Callable<Map<Long, Result>> act =
                () -> acts.perform(List.of(new Target(problem, 0)), new Act(Verb.ACKNOWLEDGE, null, null, null), "li");
        List<Result> results;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results = threads.invokeAll(List.of(act, act)).stream()
                    .map(future -> future.resultNow().get(problem))
                    .toList();
        }

        // then
        assertThat(results).containsExactlyInAnyOrder(Result.DONE, Result.CHANGED);
        assertThat(worker.value("select count(*) from app.problem_act where problem_id = ?", problem))
                .isEqualTo(1L);
    }

    @Test
    void whatIsTakenCareOfIsRemindedAfterItsTimeOnly() {
        // given
        onlyThisOne();
        Instant found = SettableClock.INSTANCE.instant();

        // when
        act(new Act(Verb.WAIT, null, null, found.plus(WEEK.multipliedBy(3))));
        int waiting = after(WEEK) + after(WEEK);
        int later = after(WEEK);
        act(new Act(Verb.IGNORE, null, null, null));
        int ignored = after(WEEK);
        act(new Act(Verb.ACKNOWLEDGE, null, null, null));
        int acknowledged = after(WEEK);
        act(new Act(Verb.REOPEN, null, null, null));
        int reopened = after(WEEK);

        // then
        assertThat(List.of(waiting, later, ignored, acknowledged, reopened)).containsExactly(0, 1, 0, 0, 1);
    }

    @Test
    void alertsAndRemindersNameTheirProblem() {
        // given
        onlyThisOne();

        // when
        after(WEEK);

        // then
        assertThat(worker.rows("""
                        select data ->> 'problem_id' as problem, data ->> 'problem_url' as url from app.alert
                        where data ->> 'second_id' = '39' order by alert_id""")).hasSize(2).allSatisfy(alert -> assertThat(alert)
                .containsEntry("problem", Long.toString(problem))
                .containsEntry("url", null));
    }

    private void onlyThisOne() {
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.category set audit_status = 3 where second_id <> 39"));
    }

    private int after(Duration time) {
        SettableClock.INSTANCE.advance(time);
        return reminders.activate();
    }

    private static Ran run(IntSupplier command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exitCode = command.getAsInt();
            return new Ran(
                    exitCode, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
