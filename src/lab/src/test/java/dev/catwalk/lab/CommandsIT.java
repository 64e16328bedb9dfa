package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Commands as people run them, one process for each: what is printed where, and the exit code. What else they say is tested in
 * {@link CommandRunsTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
    private static final int MERCHANTS = 120;
    private static final int OLD_WALKS = 12_000;

    private final Site site = Site.with(SimulatorOptions.builder().merchants(MERCHANTS));
    private final SimulatedMerchant merchant = readable();
    private int exitCodeWithoutTicket;
    private String errorsWithoutTicket;
    private String ledger;

    @BeforeAll
    void walkOnce() {
        merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
        try (CatwalkProcess walk = run("walk")) {
            exitCodeWithoutTicket = walk.awaitExit();
            errorsWithoutTicket = walk.err();
        }
        site.storeTicket();
        try (CatwalkProcess walk = run("walk")) {
            assertThat(walk.awaitExit()).as(walk.output()).isZero();
            assertThat(walk.err()).contains("for the first time").doesNotContain("\tat ");
            ledger = walk.out();
        }
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void walkWithoutTicketIsStoppedWithTheReason() {
        assertThat(exitCodeWithoutTicket).isEqualTo(3);
        assertThat(errorsWithoutTicket).contains("verify ticket").doesNotContain("\tat ");
    }

    @Test
    void walkPrintsItsLedgerAndNothingElse() {
        assertThat(ledger).matches("(?s)walk \\d+ completed in .* s\\R\\Routcome.*total +" + MERCHANTS + "\\R");
    }

    @Test
    void categoriesAsJsonAreWhatThePlatformSays() throws IOException {
        // given
        MerchantTruth truth = merchant.truth();

        // when
        try (CatwalkProcess categories = run("categories", merchant.appid(), "--json")) {
            int exitCode = categories.awaitExit();

            // then
            assertThat(exitCode).as(categories.output()).isZero();
            JsonNode answer = new ObjectMapper().readTree(categories.out());
            assertThat(answer.path("errcode").asInt(-1)).isZero();
            assertThat(answer.path("categories")).hasSize(truth.categories().size());
            assertThat(categories.err()).isEmpty();
        }
    }

    @Test
    void explainShowsOneMerchantsStory() {
        // when
        try (CatwalkProcess explain = run("explain", merchant.appid())) {
            int exitCode = explain.awaitExit();

            // then
            assertThat(exitCode).as(explain.output()).isZero();
            assertThat(explain.out()).contains(merchant.appid(), "reason=资质不符");
            assertThat(explain.err()).isEmpty();
            Secrets.assertNoneIn(explain.output(), site.keyset(), ComponentCredentials.DEFAULT);
        }
    }

    @Test
    void aTicketIsReadFromStandardInput() {
        // given
        site.database().useHandle(handle -> handle.execute("""
                        update app.component_token set verify_ticket = null, verify_ticket_issued_at = null,
                          verify_ticket_received_at = null
                        """));
        String ticket = site.platform().component().ticket();

        // when
        try (CatwalkProcess put = run("tickets", "put", "--component", Site.component())) {
            int exitCode = put.feed(ticket + "\n").awaitExit();

            // then
            assertThat(exitCode).as(put.output()).isZero();
            assertThat(put.out()).contains("the ticket of component " + Site.component() + " is stored");
            assertThat(put.output()).doesNotContain(ticket);
            assertThat(site.count("select count(*) from app.component_token where verify_ticket is not null"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsOldGoesWhenItIsPruned() {
        // given
        site.database().useHandle(handle -> handle.execute("""
                        insert into app.walk (scope, planned_at, finished_at, state)
                        select 'merchant', now() - interval '40 d', now() - interval '40 d', 'skipped'
                        from generate_series(1, ?)
                        """, OLD_WALKS));
        long young = site.count("select count(*) from app.walk") - OLD_WALKS;
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_WALK_KEEP", "30d");
        environment.put("CATWALK_CATEGORY_KEEP_CHANGES", "400d");

        // when
        try (CatwalkProcess preview = CatwalkProcess.start(environment, "prune", "--dry-run")) {
            // then
            assertThat(preview.awaitExit()).as(preview.output()).isZero();
            assertThat(preview.err()).isEmpty();
            assertThat(preview.out())
                    .containsPattern("history +property +keeps +would delete +oldest kept")
                    .containsPattern("category_snapshot +catwalk.category.keep-snapshots +off +- +-")
                    .containsPattern("audit_change +catwalk.category.keep-changes +400d +0 +")
                    .containsPattern("walk +catwalk.walk.keep +30d +" + OLD_WALKS + " +\\S+Z");
            assertThat(site.count("select count(*) from app.walk")).isEqualTo(OLD_WALKS + young);
        }

        // when
        try (CatwalkProcess prune = CatwalkProcess.start(environment, "prune")) {
            // then
            assertThat(prune.awaitExit()).as(prune.output()).isZero();
            assertThat(prune.err()).isEmpty();
            assertThat(prune.out())
                    .containsPattern("history +property +keeps +deleted +oldest kept")
                    .containsPattern("walk +catwalk.walk.keep +30d +" + OLD_WALKS + " +\\S+Z");
            assertThat(site.count("select count(*) from app.walk")).isEqualTo(young);
        }
    }

    private CatwalkProcess run(String... command) {
        return CatwalkProcess.start(site.environment(), command);
    }

    /** A merchant whose categories can be read. */
    private SimulatedMerchant readable() {
        return site.platform().component().merchants(0, MERCHANTS).stream()
                .filter(candidate -> candidate.truth().getcategoryErrcode() == 0
                        && candidate.truth().queried()
                        && !candidate.truth().categories().isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
