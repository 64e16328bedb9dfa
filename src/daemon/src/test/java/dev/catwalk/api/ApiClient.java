package dev.catwalk.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.testing.Worker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Another system of the provider, with keys of its own. */
@Singleton
class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String COMPONENT = "/api/v1/components/" + Worker.COMPONENT;

    private final ApiKeys keys;
    private final ApiPort port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private URI server;

    ApiClient(ApiKeys keys, ApiPort port) {
        this.keys = keys;
        this.port = port;
    }

    @PreDestroy
    void close() {
        http.close();
    }

    record Answered(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode body() {
            try {
                return JSON.readTree(response.body());
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + response.body(), e);
            }
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** Status and type of an RFC 9457 problem; the status stands in the body as well. */
        boolean isProblem(int status) {
            return status() == status
                    && header("Content-Type").filter(Problem.TYPE::equals).isPresent()
                    && body().path("status").asInt() == status
                    && !body().path("title").asText().isBlank()
                    && !body().path("detail").asText().isBlank();
        }
    }

    /** The port is opened when the first test asks. */
    synchronized URI server() {
        if (server == null) {
            server = URI.create("http://127.0.0.1:" + port.open("127.0.0.1", 0));
        }
        return server;
    }

    String key(Scope... scopes) {
        return key(terms(scopes));
    }

    String key(Terms terms) {
        return keys.create(terms).orElseThrow();
    }

    static Terms terms(Scope... scopes) {
        return new Terms(UUID.randomUUID().toString(), Set.of(scopes), Bounds.NONE, Optional.empty());
    }

    Answered get(String key, String path) {
        return send(key, HttpRequest.newBuilder(URI.create(server() + path)));
    }

    Answered post(String key, String path, String body) {
        return send(
                key,
                HttpRequest.newBuilder(URI.create(server() + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    Answered send(String key, HttpRequest.Builder request) {
        try {
            return new Answered(
                    http.send(request.header("Authorization", "Bearer " + key).build(), BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the API did not answer", e);
        }
    }
}
