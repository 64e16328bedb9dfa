package dev.catwalk.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.simulator.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** The simulated platform in a process of its own, and its steering address. */
public final class BenchPlatform implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Process process;

    private BenchPlatform(String url, Process process) {
        this.url = url;
        this.process = process;
    }

    /** @param pushes where authorization events go */
    static BenchPlatform start(Children children, int merchants, String pushes) throws IOException {
        int port = FreePort.any();
        Process process = children.catwalk(
                Map.of(),
                "simulate",
                "--merchants=" + merchants,
                "--mix=plain",
                "--port=" + port,
                "--push-url=" + pushes,
                "--message-url=" + pushes + "/$APPID$");
        BenchPlatform platform = new BenchPlatform("http://127.0.0.1:" + port, process);
        Awaitility.await("the simulated platform; logs in " + children.logs())
                .atMost(Duration.ofSeconds(60))
                .failFast("the simulated platform ended; logs in " + children.logs(), () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> platform.get("component").has("appid"));
        return platform;
    }

    String url() {
        return url;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    JsonNode post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Of every call from now on. */
    public void latency(int millis) throws IOException, InterruptedException {
        send(request("faults").DELETE());
        if (millis > 0) {
            post("faults", "{\"effect\":\"delay\",\"duration\":\"%dms\"}".formatted(millis));
        }
    }

    /** Changes the categories of every merchant. */
    public void advanceReviews() throws IOException, InterruptedException {
        post("component/advance-reviews", "");
    }

    /** How many access tokens of merchants were refreshed so far. */
    long refreshes() throws IOException, InterruptedException {
        return get("calls").at("/answered/api_authorizer_token/0").asLong();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/simulator/" + path));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.request().uri() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
        Children.end(process);
    }
}
