package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
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
class TokenExaminationTest {
    @Inject
    Worker worker;

    @Inject
    TokenExamination examination;

    @Test
    void theTokenThatLivesIsUsedAndNoOtherAskedFor() {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(7).mix(MerchantMix.PLAIN));
        long tokens = platform.calls().count(Api.COMPONENT_TOKEN);
        long refreshes = platform.calls().count(Api.AUTHORIZER_TOKEN);

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).as(finding.toString()).isEqualTo(Status.OK);
        assertThat(finding.seen()).endsWith("works; 7 accounts authorized it");
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(tokens);
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN)).isEqualTo(refreshes);
    }

    @Test
    void withoutTicketNobodyIsAsked() {
        // given
        SimulatedPlatform platform = worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).isEqualTo(Status.WARN);
        assertThat(platform.calls().total()).isZero();
    }

    @Test
    void aStoppedComponentIsAFailure() {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        platform.component().unpublish();

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).isEqualTo(Status.FAIL);
        assertThat(finding.seen()).contains("61028");
        assertThat(finding.advice()).contains("publish");
    }

    @Test
    void aBusyPlatformIsNone() {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        platform.faults().add(Fault.errcode(45011).on(Api.AUTHORIZER_LIST));

        // then
        assertThat(finding().status()).isEqualTo(Status.WARN);
    }

    private Finding finding() {
        return examination.make().getFirst();
    }
}
