package dev.catwalk.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Calls the simulated platform as any caller would: over HTTP, with bodies spelled out. */
final class PlatformClient implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SimulatedPlatform platform;

    PlatformClient(SimulatedPlatform platform) {
        this.platform = platform;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    JsonNode post(Api api, String query, String body) {
        return json(raw(request(api.path() + query).POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    JsonNode getCategory(String accessToken) {
        return json(rawCategory(accessToken));
    }

    HttpResponse<String> rawCategory(String accessToken) {
        return raw(request(Api.GET_CATEGORY.path() + "?access_token=" + accessToken));
    }

    CompletableFuture<JsonNode> getCategoryLater(String accessToken) {
        return http.sendAsync(
                        request(Api.GET_CATEGORY.path() + "?access_token=" + accessToken)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(PlatformClient::json);
    }

    HttpResponse<String> raw(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(platform.uri() + pathAndQuery));
    }

    // The steps every caller takes

    JsonNode componentToken(String secret, String ticket) {
        return post(
                Api.COMPONENT_TOKEN,
                "",
                Json.write(Json.object()
                        .put("component_appid", platform.component().appid())
                        .put("component_appsecret", secret)
                        .put("component_verify_ticket", ticket)));
    }

    /** A live component access token, by a ticket the platform has just made. */
    String componentToken() {
        SimulatedComponent component = platform.component();
        String ticket = component.ticket();
        return componentToken(component.credentials().secret(), ticket)
                .path("component_access_token")
                .asText();
    }

    JsonNode refresh(String componentToken, String merchant, String refreshToken) {
        return post(
                Api.AUTHORIZER_TOKEN,
                "?component_access_token=" + componentToken,
                Json.write(Json.object()
                        .put("component_appid", platform.component().appid())
                        .put("authorizer_appid", merchant)
                        .put("authorizer_refresh_token", refreshToken)));
    }

    /** A live access token of a merchant. */
    String merchantToken(String merchant) {
        return refresh(
                        componentToken(),
                        merchant,
                        platform.merchant(merchant).truth().refreshToken())
                .path("authorizer_access_token")
                .asText();
    }

    JsonNode queryAuth(String componentToken, String code) {
        return post(
                Api.QUERY_AUTH,
                "?component_access_token=" + componentToken,
                Json.write(Json.object()
                        .put("component_appid", platform.component().appid())
                        .put("authorization_code", code)));
    }

    JsonNode info(String merchant) {
        return post(
                Api.AUTHORIZER_INFO,
                "?access_token=" + componentToken(),
                Json.write(Json.object()
                        .put("component_appid", platform.component().appid())
                        .put("authorizer_appid", merchant)));
    }

    JsonNode list(int offset, int count) {
        return post(
                Api.AUTHORIZER_LIST,
                "?access_token=" + componentToken(),
                Json.write(Json.object()
                        .put("component_appid", platform.component().appid())
                        .put("offset", offset)
                        .put("count", count)));
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
