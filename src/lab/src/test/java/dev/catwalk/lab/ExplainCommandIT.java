package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.Category;
import dev.catwalk.simulator.ComponentCredentials;
import dev.catwalk.simulator.Fault;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code explain} as support staff run it: a process, its output, its exit code. */
class ExplainCommandIT {
    private final Site site = Site.with(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void oneMerchantsStoryIsToldWithDaemonAndPlatformDown() throws IOException {
        // given
        SimulatedMerchant merchant = site.platform().component().merchants(0, 1).getFirst();
        walkUntilKnown();
        merchant.put(Category.rejected(8, 39, "资质不符"));
        walk(0);
        site.platform().faults().add(Fault.errcode(40066).on(Api.GET_CATEGORY).forMerchant(merchant.appid()));
        walk(1);

        // when
        CatwalkProcess text = explain(merchant.appid());
        CatwalkProcess json = explain(merchant.appid(), "--json", "--limit", "2");

        // then
        assertThat(text.awaitExit()).as(text.output()).isZero();
        assertThat(text.out())
                .containsPattern("merchant +" + merchant.appid())
                .containsPattern(
                        "last visit +\\S+ failed errcode=40066 rid=\\S+, last success \\S+, failures in a row 1")
                .contains("1 rejected")
                .containsPattern("visit_turned .*errcode=40066.*outcome=failed")
                .contains("reason=资质不符", "first_seen", "snapshot");
        assertThat(text.out().indexOf("visit_turned")).isLessThan(text.out().indexOf("first_seen"));
        Secrets.assertNoneIn(text.output(), site.keyset(), ComponentCredentials.DEFAULT);

        assertThat(json.awaitExit()).as(json.output()).isZero();
        JsonNode story = new ObjectMapper().readTree(json.out());
        assertThat(story.at("/standing/merchant").asText()).isEqualTo(merchant.appid());
        assertThat(story.path("events")).hasSize(2);
    }

    @Test
    void aMerchantNobodyKnowsIsSaid() {
        // given
        walkUntilKnown();

        // when
        CatwalkProcess explain = explain("wx0000000000000000");

        // then
        assertThat(explain.awaitExit()).isEqualTo(2);
        assertThat(explain.err()).contains("merchant wx0000000000000000 is not known to " + Site.component());
    }

    /** Without a ticket there is nothing to walk: the first run makes the tables. */
    private void walkUntilKnown() {
        walk(3);
        site.storeTicket();
        walk(0);
    }

    private void walk(int exitCode) {
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            assertThat(walk.awaitExit()).as(walk.output()).isEqualTo(exitCode);
        }
    }

    private CatwalkProcess explain(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "explain";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return CatwalkProcess.start(site.environment(), command);
    }
}
