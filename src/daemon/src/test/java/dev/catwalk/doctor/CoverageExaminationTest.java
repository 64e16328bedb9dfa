package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class CoverageExaminationTest {
    private static final int MERCHANTS = 10;

    @Inject
    Worker worker;

    @Inject
    CoverageExamination examination;

    @Test
    void whoGrantedAndWhoDidNotIsCounted() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        lack(4);

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.seen()).endsWith("6 of 10 mini-programs granted one of [30, 61], 4 did not");
    }

    @Test
    void fewerThanHalfAreWorthALook() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        lack(6);

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).isEqualTo(Status.WARN);
        assertThat(finding.advice()).contains("grant set 30");
    }

    @Test
    void accountsThatAreNoMiniProgramsAreNotExpectedToGrantAny() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        lack(6);
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.merchant set is_mini_program = false where permission_sets = '{}'"));

        // then
        assertThat(finding().seen()).endsWith("4 of 4 mini-programs granted one of [30, 61], 0 did not");
    }

    @Test
    void noMerchantAtAllIsWorthALook() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // then
        assertThat(finding().status()).isEqualTo(Status.WARN);
        assertThat(finding().seen()).endsWith("no merchant is known");
    }

    private void lack(int merchants) {
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set permission_sets = '{}' where merchant_id in"
                                + " (select merchant_id from app.merchant order by merchant_id limit ?)",
                        merchants));
    }

    private Finding finding() {
        return examination.make().getFirst();
    }
}
