package dev.catwalk.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by {@code wrk}, and how many calls the simulated platform answers to it when it does nothing but call. */
public final class WrkLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

    private final BenchPlatform platform;
    private final int connections;
    private final int seconds;

    public WrkLoad(BenchPlatform platform, int connections, int seconds) {
        this.platform = platform;
        this.connections = connections;
        this.seconds = seconds;
    }

    /** @throws IllegalStateException with what to install, when there is no wrk */
    public static void require() {
        try {
            new ProcessBuilder("wrk", "-v")
                    .redirectErrorStream(true)
                    .start()
                    .getInputStream()
                    .close();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "wrk is not installed (Debian: apt-get install wrk); bench walk --beside=none works without it", e);
        }
    }

    /** @return getcategory calls per second, with one merchant's live token */
    public double callsPerSecond() throws IOException, InterruptedException {
        String report = report(
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                platform.url() + "/cgi-bin/wxopen/getcategory?access_token=" + liveToken());
        return Double.parseDouble(find(RATE, report));
    }

    /**
     * What wrk prints.
     *
     * @throws IllegalStateException with it, when not every answer was a good one
     */
    static String report(String... arguments) throws IOException {
        ProcessBuilder wrk = new ProcessBuilder("wrk").redirectErrorStream(true);
        wrk.command().addAll(List.of(arguments));
        String report = new String(wrk.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (report.contains("Non-2xx") || report.contains("Socket errors")) {
            throw new IllegalStateException("wrk: " + report);
        }
        return report;
    }

    static String find(Pattern figure, String report) {
        Matcher found = figure.matcher(report);
        if (!found.find()) {
            throw new IllegalStateException("wrk: " + report);
        }
        return found.group(1);
    }

    private String liveToken() throws IOException, InterruptedException {
        JsonNode component = platform.get("component");
        String componentAppid = component.path("appid").asText();
        JsonNode merchant = platform.get("merchants?count=1").get(0);
        String componentToken = call(
                        "api_component_token",
                        Map.of(
                                "component_appid", componentAppid,
                                "component_appsecret", component.path("secret").asText(),
                                "component_verify_ticket",
                                        component.path("ticket").asText()))
                .path("component_access_token")
                .asText();
        return call(
                        "api_authorizer_token?component_access_token=" + componentToken,
                        Map.of(
                                "component_appid", componentAppid,
                                "authorizer_appid", merchant.path("appid").asText(),
                                "authorizer_refresh_token",
                                        merchant.path("refresh_token").asText()))
                .path("authorizer_access_token")
                .asText();
    }

    private JsonNode call(String api, Map<String, String> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(platform.url() + "/cgi-bin/component/" + api))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}
