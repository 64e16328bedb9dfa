package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.TraceSink;
import dev.catwalk.testing.WebhookSink;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a daemon shows of itself as it is collected in production: every series, label by label, that rules and dashboards ask
 * Prometheus for, logs as JSON, and traces.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]+)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

    /** What the contract promises beside them: name, labels. */
    private static final List<String> PROMISED = List.of(
            "catwalk_visits_total component outcome",
            "catwalk_platform_calls_seconds_bucket api errcode",
            "catwalk_walk_seconds_count scope",
            "catwalk_walk_last_completed_timestamp_seconds scope",
            "catwalk_ticket_age_seconds component",
            "catwalk_merchants component state",
            "catwalk_category_rejected component",
            "catwalk_pushes_total component type result",
            "catwalk_alerts_pending channel",
            "catwalk_alert_delivery_seconds_count channel",
            "catwalk_token_refreshes_total kind result",
            "catwalk_relays_pending relay",
            "catwalk_api_requests_seconds_count path status");

    /** Prometheus' own: whether a scrape succeeded, and the labels it adds. */
    private static final String UP = "up";

    private static final Set<String> ADDED = Set.of("job", "instance");

    private static final int MERCHANTS = 40;

    /** Which no other merchant of the platform meets. */
    private static final int REFUSED = 40097;

    private final Site site =
            Site.with(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
    private final int apiPort = FreePort.any();
    private List<String> metrics;
    private final List<JsonNode> lines = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    @BeforeAll
    void walkOnce() throws IOException {
        try (WebhookSink receiver = new WebhookSink(message -> {});
                TraceSink collector = new TraceSink();
                CatwalkProcess daemon = CatwalkProcess.start(environment(receiver, collector))) {
            site.platform()
                    .faults()
                    .add(Fault.errcode(REFUSED).on(Api.GET_CATEGORY).times(1));
            site.platform().component().merchants(0, 1).getFirst().put(SimulatedCategory.rejected(8, 39, "资质不符"));
            daemon.awaitOutput("up;");
            site.platform().component().pushTicketNow();
            daemon.await("the walk is completed", () -> site.isCompleted(1));
            daemon.await("an alert is delivered", () -> metrics().contains("catwalk_alert_delivery_seconds_count"));
            daemon.await(
                    "all visits are traced",
                    () -> named(collector.spans(), "visit").size() >= MERCHANTS);
            get(apiPort, "/api/v1/walks");
            metrics = metrics().lines().toList();
            assertThat(daemon.terminate().exitCode()).isZero();
            spans.addAll(collector.spans());
            for (String line : daemon.out().lines().toList()) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
    }

    private Map<String, String> environment(WebhookSink receiver, TraceSink collector) {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        environment.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        environment.put("CATWALK_PUSH_RELAY_MESSAGES_URL", "https://old.example/{merchant_appid}");
        environment.put("CATWALK_PUSH_RELAY_MESSAGES_CUSTOMER_MESSAGES", "through");
        environment.put("CATWALK_WALK_HEARTBEAT_URL", receiver.url());
        environment.put("CATWALK_API_PORT", Integer.toString(apiPort));
        environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        environment.put("QUARKUS_OTEL_SDK_DISABLED", "false");
        environment.put("QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms");
        return environment;
    }

    @AfterAll
    void close() {
        site.close();
    }

    @Test
    void everyMetricOfOursSaysWhatItIs() {
        assertThat(metrics.stream().filter(line -> line.startsWith("# TYPE catwalk_")))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(metrics)
                        .as(type)
                        .anyMatch(line -> line.matches("# HELP " + type.split(" ")[2] + " \\S.*")));
    }

    @Test
    void everySeriesThatIsAskedForExists() throws IOException {
        assertThat(metrics)
                .anyMatch(line ->
                        line.matches("catwalk_token_refreshes_total\\{kind=\"component\",result=\"refreshed\"} 1.0"))
                .anyMatch(line -> line.matches("catwalk_walk_seconds_count\\{scope=\"all\"} [1-9].*"));
        assertThat(wanted())
                .hasSizeGreaterThan(20)
                .allSatisfy(selector -> assertThat(metrics).as(selector).anyMatch(line -> isOneOf(selector, line)));
    }

    @Test
    void aRefusedRequestIsFollowedFromItsLineToItsRowByTheRequestId() {
        var row = site.database().withHandle(handle -> handle.select(
                        "select merchant_appid, last_rid, last_errcode from reporting.merchant_coverage where last_outcome = 'failed'")
                .mapToMap()
                .one());
        assertThat(lines)
                .filteredOn(line -> line.at("/mdc/rid").asText().equals(row.get("last_rid")))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/mdc/merchant").asText()).isEqualTo(row.get("merchant_appid"));
                    assertThat(line.at("/mdc/errcode").asInt()).isEqualTo(row.get("last_errcode"));
                    assertThat(line.at("/mdc/walk").asLong()).isPositive();
                    assertThat(line.at("/mdc/component").asText()).isEqualTo(Site.component());
                });
    }

    @Test
    void aWalkIsOneTraceDownToItsCallsAndHoldsNoSecret() {
        Map<ByteString, Span> byId =
                spans.stream().collect(Collectors.toMap(Span::getSpanId, Function.identity(), (one, same) -> one));
        assertThat(named(spans, "getcategory"))
                .hasSizeGreaterThanOrEqualTo(MERCHANTS)
                .allSatisfy(call -> {
                    Span visit = byId.get(call.getParentSpanId());
                    Span slice = byId.get(visit.getParentSpanId());
                    Span walk = byId.get(slice.getParentSpanId());
                    assertThat(List.of(visit.getName(), slice.getName(), walk.getName()))
                            .containsExactly("visit", "slice", "walk");
                    assertThat(attribute(slice, "walk")).isEqualTo(attribute(walk, "walk"));
                    assertThat(attribute(visit, "merchant").getStringValue()).startsWith("wx");
                    assertThat(walk.getParentSpanId()).isEmpty();
                });
        assertThat(named(spans, "getcategory"))
                .filteredOn(call -> call.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR)
                .singleElement()
                .satisfies(call -> {
                    assertThat(attribute(call, "errcode").getIntValue()).isEqualTo(REFUSED);
                    assertThat(attribute(call, "rid").getStringValue()).isNotEmpty();
                });
        assertThat(spans.toString())
                .doesNotContain("access_token=")
                .doesNotContain(site.platform().component().ticket())
                .doesNotContain(site.platform().component().credentials().secret());
    }

    private static List<Span> named(List<Span> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static AnyValue attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("catwalk." + name))
                .map(KeyValue::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no attribute " + name + " of " + span));
    }

    /** "name label label", of all selectors in the files. */
    private static Set<String> wanted() throws IOException {
        Set<String> wanted = new TreeSet<>();
        for (Path file : List.of(
                Path.of("deploy/prometheus/rules.yaml"), Path.of("deploy/grafana/dashboards/operations.json"))) {
            SELECTOR.matcher(Files.readString(file)).results().forEach(selector -> {
                String labels = LABEL.matcher(selector.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .filter(label -> !ADDED.contains(label))
                        .reduce("", (all, label) -> all + " " + label);
                wanted.add(selector.group(1) + labels);
            });
        }
        wanted.remove(UP);
        wanted.addAll(PROMISED);
        return wanted;
    }

    private static boolean isOneOf(String selector, String line) {
        String[] words = selector.split(" ");
        return line.matches(words[0] + "[{ ].*")
                && Stream.of(words).skip(1).allMatch(label -> line.matches(".*[{,]" + label + "=\".*"));
    }

    private String metrics() {
        return get(site.managementPort(), "/q/metrics");
    }

    private static String get(int port, String path) {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
