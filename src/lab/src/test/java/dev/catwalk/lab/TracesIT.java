package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.catwalk.simulator.Api;
import dev.catwalk.simulator.Fault;
import dev.catwalk.simulator.MerchantMix;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.TraceSink;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Traces as a collector gets them from a daemon that was told to send some. */
class TracesIT {
    private static final int MERCHANTS = 12;
    private static final int REFUSED = 48001;

    @Test
    void aWalkIsOneTraceDownToItsCallsAndHoldsNoSecret() throws IOException {
        try (Site site = Site.with(
                        SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
                TraceSink collector = new TraceSink()) {
            // given
            site.platform()
                    .faults()
                    .add(Fault.errcode(REFUSED).on(Api.GET_CATEGORY).times(1));
            Map<String, String> environment = site.environment();
            environment.put("QUARKUS_OTEL_SDK_DISABLED", "false");
            environment.put("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
            environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
            environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");

            // when
            try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
                daemon.awaitOutput("up;");
                site.platform().component().pushTicketNow();
                daemon.await(
                        "all visits are told", () -> named(collector, "visit").size() >= MERCHANTS);
                assertThat(daemon.terminate().exitCode()).isZero();
            }

            // then
            Map<ByteString, Span> spans = collector.spans().stream()
                    .collect(Collectors.toMap(Span::getSpanId, Function.identity(), (one, same) -> one));
            assertThat(named(collector, "getcategory"))
                    .hasSizeGreaterThanOrEqualTo(MERCHANTS)
                    .allSatisfy(call -> {
                        Span visit = spans.get(call.getParentSpanId());
                        Span slice = spans.get(visit.getParentSpanId());
                        Span walk = spans.get(slice.getParentSpanId());
                        assertThat(List.of(visit.getName(), slice.getName(), walk.getName()))
                                .containsExactly("visit", "slice", "walk");
                        assertThat(attribute(slice, "walk")).isEqualTo(attribute(walk, "walk"));
                        assertThat(attribute(visit, "merchant").getStringValue())
                                .startsWith("wx");
                        assertThat(walk.getParentSpanId()).isEmpty();
                    });
            assertThat(named(collector, "getcategory"))
                    .filteredOn(call -> call.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR)
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(attribute(call, "errcode").getIntValue()).isEqualTo(REFUSED);
                        assertThat(attribute(call, "rid").getStringValue()).isNotEmpty();
                    });
            assertThat(collector.spans().toString())
                    .doesNotContain("access_token=")
                    .doesNotContain(site.platform().component().ticket())
                    .doesNotContain(site.platform().component().credentials().secret());
        }
    }

    private static List<Span> named(TraceSink collector, String name) {
        return collector.spans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static AnyValue attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("catwalk." + name))
                .map(KeyValue::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no attribute " + name + " of " + span));
    }
}
