package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.category.UnknownFields;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class AnswersExaminationTest {
    @Inject
    Worker worker;

    @Inject
    AnswersExamination examination;

    @Inject
    UnknownFields unknown;

    @Test
    void aListThatHoldsFewerThanItSaysAndFieldsThatAreUnknownAreNamed() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(100).mix(MerchantMix.PLAIN));
        worker.jdbi().useHandle(handle -> handle.execute(FORMER));
        List<Finding> before = examination.findings();
        worker.platform()
                .faults()
                .add(Fault.of(new FaultEffect.Shape(AnswerShape.LIST_FILTERED)).on(Api.AUTHORIZER_LIST));
        worker.platform()
                .faults()
                .add(Fault.of(new FaultEffect.Shape(AnswerShape.UNKNOWN_FIELDS)).on(Api.GET_CATEGORY));
        SettableClock.INSTANCE.advance(Duration.ofMinutes(2));
        worker.readRoster();
        worker.walk(WalkScope.ALL);

        // when
        List<Finding> findings = examination.findings();
        SettableClock.INSTANCE.advance(Duration.ofDays(30));
        List<Finding> later = examination.findings();

        // then
        assertThat(before).extracting(Finding::status).containsExactly(Status.OK);
        assertThat(findings).extracting(Finding::status).containsExactly(Status.WARN, Status.WARN);
        assertThat(findings.getFirst().seen())
                .startsWith(Worker.COMPONENT + ": the platform counts 100 authorizers, its list held ");
        assertThat(findings.getLast().seen()).contains("certicates (", "third (");
        assertThat(later).as("fields that were read no more").containsExactly(findings.getFirst());
    }

    /** A component that is not configured any more. */
    private static final String FORMER = """
            insert into app.component (component_appid, created_at, roster_found, roster_total)
            values ('wx00000000000000ff', now(), 1, 2)
            """;

    @Test
    void oneAnswerFullOfNamesIsNotRememberedWhole() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        ObjectNode answer = new ObjectMapper().createObjectNode();
        ObjectNode category = answer.putArray("categories").addObject();
        IntStream.range(0, 10_000).forEach(i -> category.put("field_" + i, 1));

        // when
        unknown.notice(answer);

        // then
        assertThat(worker.rows("select from app.unknown_field")).hasSizeLessThanOrEqualTo(101);
    }
}
