package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.Fault;
import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code walk} and {@code categories} as people run them: a process, its output, its exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
    private static final int MERCHANTS = 120;

    private Site site;
    private int exitCodeWithoutTicket;
    private String errorsWithoutTicket;

    @BeforeAll
    void walkOnce() {
        site = Site.with(SimulatorOptions.builder().merchants(MERCHANTS));
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            exitCodeWithoutTicket = walk.awaitExit();
            errorsWithoutTicket = walk.err();
        }
        site.storeTicket();
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            assertThat(walk.awaitExit()).as(walk.output()).isZero();
            assertThat(total(walk.out())).isEqualTo(MERCHANTS);
        }
    }

    @AfterEach
    void mend() {
        site.platform().faults().clear();
        site.platform().component().allowIp();
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
    void walkPrintsALedgerThatAddsUpAndNothingElse() {
        // when
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            int exitCode = walk.awaitExit();

            // then
            assertThat(exitCode).as(walk.output()).isZero();
            assertThat(walk.out()).matches("(?s)walk \\d+ completed in .* s\\R\\Routcome.*total +" + MERCHANTS + "\\R");
            assertThat(sumOfOutcomes(walk.out())).isEqualTo(MERCHANTS);
            assertThat(walk.err()).isEmpty();
        }
    }

    @Test
    void merchantsThatFailMakeExitCodeOne() {
        // given
        String merchant = readable().appid();
        site.platform().faults().add(Fault.errcode(-1).on(Api.GET_CATEGORY).forMerchant(merchant));

        // when
        try (CatwalkProcess walk = CatwalkProcess.start(
                site.environment(), "walk", "--merchant", merchant, "--merchant", other(merchant))) {
            int exitCode = walk.awaitExit();

            // then
            assertThat(exitCode).as(walk.output()).isEqualTo(1);
            assertThat(walk.out()).containsPattern("failed +1\\b").containsPattern("total +2\\b");
        }
    }

    @Test
    void platformThatRefusesEverythingMakesExitCodeThree() {
        // given
        site.platform().component().refuseIp();

        // when
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk", "--component", Site.component())) {
            int exitCode = walk.awaitExit();

            // then
            assertThat(exitCode).as(walk.output()).isEqualTo(3);
            assertThat(walk.err()).contains("the platform stopped the walk", "whitelist");
            assertThat(sumOfOutcomes(walk.out())).isEqualTo(MERCHANTS);
        }
    }

    @Test
    void strangersAreRefused() {
        // when
        try (CatwalkProcess merchant =
                        CatwalkProcess.start(site.environment(), "walk", "--merchant", "wx0000000000000000");
                CatwalkProcess component =
                        CatwalkProcess.start(site.environment(), "walk", "--component", "wx0000000000000000")) {
            // then
            assertThat(merchant.awaitExit()).isEqualTo(2);
            assertThat(merchant.err()).contains("wx0000000000000000 is not known");
            assertThat(component.awaitExit()).isEqualTo(2);
            assertThat(component.err()).contains("wx0000000000000000 is not configured", Site.component());
        }
    }

    @Test
    void interruptedWalkIsLeftToTheNextAndFollowedByIt() {
        // given
        site.platform().faults().add(Fault.delay(Duration.ofMillis(500)).on(Api.GET_CATEGORY));
        Map<String, String> slow = site.environment();
        slow.put("CATWALK_WALK_CONCURRENCY", "2");
        slow.put("CATWALK_WALK_PAGE_SIZE", "4");
        long before = site.count("select coalesce(max(walk_id), 0) from app.walk");
        try (CatwalkProcess walk = CatwalkProcess.start(slow, "walk")) {
            walk.await(
                    "some are visited",
                    () -> site.count("select count(*) from app.merchant_visit where walk_id > ?", before) > 0);

            // when
            CatwalkProcess.Ending ending = walk.terminate();

            // then
            assertThat(ending.exitCode()).as(walk.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThat(walk.err()).contains("goes on with the rest");
            assertThat(walk.out()).isEmpty();
        }
        long interrupted = site.count("select walk_id from app.walk where state = 'running'");
        site.platform().faults().clear();

        // when
        try (CatwalkProcess next = CatwalkProcess.start(site.environment(), "walk")) {
            int exitCode = next.awaitExit();

            // then
            assertThat(exitCode).as(next.output()).isZero();
            assertThat(next.err()).contains("Walk " + interrupted + " of this scope is running already");
            assertThat(next.out()).startsWith("walk " + interrupted + " completed");
            assertThat(sumOfOutcomes(next.out())).isEqualTo(MERCHANTS);
        }
    }

    @Test
    void categoriesArePrintedAsATable() {
        // given
        MerchantTruth merchant = readable().truth();
        long visits = site.count("select count(*) from app.merchant_visit where visited_at > now() - interval '1 s'");

        // when
        try (CatwalkProcess categories = CatwalkProcess.start(site.environment(), "categories", merchant.appid())) {
            int exitCode = categories.awaitExit();

            // then
            assertThat(exitCode).as(categories.output()).isZero();
            assertThat(categories.err()).isEmpty();
            assertThat(categories.out())
                    .contains(merchant.categories().size() + " set; additions left "
                            + merchant.quota().quota() + " of "
                            + merchant.quota().limit());
            merchant.categories().forEach(category -> assertThat(categories.out())
                    .contains(Integer.toString(category.first()), Integer.toString(category.second())));
        }
        assertThat(visits).isZero();
    }

    @Test
    void categoriesAsJsonAreWhatThePlatformSays() throws IOException {
        // given
        MerchantTruth merchant = readable().truth();

        // when
        try (CatwalkProcess categories =
                CatwalkProcess.start(site.environment(), "categories", merchant.appid(), "--json")) {
            int exitCode = categories.awaitExit();

            // then
            assertThat(exitCode).as(categories.output()).isZero();
            JsonNode answer = new ObjectMapper().readTree(categories.out());
            assertThat(answer.path("errcode").asInt(-1)).isZero();
            assertThat(answer.path("categories")).hasSize(merchant.categories().size());
            assertThat(answer.path("categories").path(0).path("first_name").asText())
                    .isEqualTo(merchant.categories().getFirst().firstName());
        }
    }

    @Test
    void staleTokensOfCategoriesAreReplacedOnce() {
        // given
        SimulatedMerchant merchant = readable();
        merchant.invalidateAccessTokens();

        // when
        try (CatwalkProcess categories = CatwalkProcess.start(site.environment(), "categories", merchant.appid())) {
            // then
            assertThat(categories.awaitExit()).as(categories.output()).isZero();
        }
    }

    @Test
    void refusalsOfCategoriesComeWithCodeAndRequestId() {
        // given
        String merchant = readable().appid();
        site.platform().faults().add(Fault.errcode(61007).on(Api.GET_CATEGORY).forMerchant(merchant));

        // when
        try (CatwalkProcess categories = CatwalkProcess.start(site.environment(), "categories", merchant)) {
            int exitCode = categories.awaitExit();

            // then
            assertThat(exitCode).as(categories.output()).isEqualTo(1);
            assertThat(categories.out()).isEmpty();
            assertThat(categories.err()).containsPattern("permission set.*errcode 61007, rid [0-9a-f-]{26}");
        }
    }

    @Test
    void categoriesOfAStoppedComponentMakeExitCodeThree() {
        // given
        site.platform().component().refuseIp();

        // when
        try (CatwalkProcess categories = CatwalkProcess.start(
                site.environment(), "categories", readable().appid())) {
            // then
            assertThat(categories.awaitExit()).as(categories.output()).isEqualTo(3);
            assertThat(categories.err()).contains("61004");
        }
    }

    @Test
    void categoriesOfAStrangerAreRefused() {
        // when
        try (CatwalkProcess categories = CatwalkProcess.start(site.environment(), "categories", "wx0000000000000000")) {
            // then
            assertThat(categories.awaitExit()).isEqualTo(2);
            assertThat(categories.err()).contains("wx0000000000000000 is not known");
        }
    }

    /** A merchant whose categories can be read. */
    private SimulatedMerchant readable() {
        return site.platform().component().merchants(0, MERCHANTS).stream()
                .filter(merchant -> merchant.truth().getcategoryErrcode() == 0
                        && merchant.truth().queried()
                        && !merchant.truth().categories().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private String other(String merchant) {
        return site.platform().component().merchants(0, MERCHANTS).stream()
                .map(SimulatedMerchant::appid)
                .filter(appid -> !appid.equals(merchant))
                .findFirst()
                .orElseThrow();
    }

    private static int sumOfOutcomes(String ledger) {
        return Arrays.stream(ledger.split("\\R"))
                .filter(line -> line.matches("[a-z_]+ +\\d+") && !line.startsWith("total"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .sum();
    }

    private static int total(String ledger) {
        return Integer.parseInt(ledger.replaceAll("(?s).*total +(\\d+).*", "$1"));
    }
}
