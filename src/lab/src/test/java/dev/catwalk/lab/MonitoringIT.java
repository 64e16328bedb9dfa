package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What rules and dashboards ask Prometheus for is what a daemon shows, label by label. */
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
            "catwalk_token_refreshes_total kind result");

    /** Prometheus' own: whether a scrape succeeded, and the labels it adds. */
    private static final String UP = "up";

    private static final Set<String> ADDED = Set.of("job", "instance");

    @Test
    void everySeriesThatIsAskedForExists() throws IOException {
        // given
        Set<String> wanted = wanted();
        try (Site site = Site.with(SimulatorOptions.builder().merchants(80));
                WebhookSink receiver = new WebhookSink(message -> {})) {
            Map<String, String> environment = site.environment();
            environment.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
            environment.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
            environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");

            // when
            try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
                daemon.awaitOutput("up;");
                site.platform().component().pushTicketNow();
                daemon.await(
                        "an alert is delivered", () -> metrics(site).contains("catwalk_alert_delivery_seconds_count"));
                List<String> shown = metrics(site).lines().toList();

                // then
                assertThat(shown)
                        .anyMatch(line -> line.matches(
                                "catwalk_token_refreshes_total\\{kind=\"component\",result=\"refreshed\"} 1.0"))
                        .anyMatch(line -> line.matches("catwalk_walk_seconds_count\\{scope=\"all\"} [1-9].*"));
                assertThat(wanted).hasSizeGreaterThan(20).allSatisfy(selector -> assertThat(shown)
                        .as(selector)
                        .anyMatch(line -> isOneOf(selector, line)));
            }
        }
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

    private static String metrics(Site site) {
        URI address = URI.create("http://127.0.0.1:" + site.managementPort() + "/q/metrics");
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
