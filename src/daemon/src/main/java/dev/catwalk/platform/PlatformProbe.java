package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * One call that needs neither application nor database: is the platform there, does it take calls from our address, does it
 * know appid and secret, and what time does it have.
 *
 * <p>It is api_component_token with a ticket that is none. A real ticket would bring a new token, and the one that daemons
 * work with would die five minutes later; a call without secret would leave the secret untried. The platform is known to
 * refuse the address first; if it looks at the ticket before the secret, a wrong secret goes unnoticed here.
 */
public final class PlatformProbe {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_TICKET = "ticket@@@none";

    private final URI platform;
    private final Duration timeout;

    public PlatformProbe(URI platform, Duration timeout) {
        this.platform = platform;
        this.timeout = timeout;
    }

    /**
     * @param refusal how the platform refused the call, which it always should
     * @param date the platform's time, to the second; empty when it did not tell
     */
    public record Answer(Optional<PlatformError> refusal, Optional<Instant> date) {}

    /** @throws IOException when there is no answer, or none of the platform's; its message holds nothing of the request */
    public Answer ask(ComponentAppId component, Secret secret) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = post(JSON.writeValueAsBytes(Map.of(
                "component_appid", component.value(),
                "component_appsecret", secret.value(),
                "component_verify_ticket", NO_TICKET)));
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
        }
        return new Answer(
                refusal(content(response.body())),
                response.headers().firstValue("Date").flatMap(PlatformProbe::date));
    }

    private static Optional<PlatformError> refusal(JsonNode content) {
        int errcode = content.path("errcode").asInt(0);
        return errcode == 0
                ? Optional.empty()
                : Optional.of(ErrorCodes.explain(
                        Call.COMPONENT_TOKEN, errcode, content.path("errmsg").asText("")));
    }

    /** By the JDK's own client, since there is no application whose client could be used; as that one, without a proxy. */
    private HttpResponse<byte[]> post(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(platform.toString().replaceAll("/+$", "") + Call.COMPONENT_TOKEN.path()))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static JsonNode content(byte[] body) throws IOException {
        try {
            JsonNode content = AnswerText.read(body);
            if (content.isObject()) {
                return content;
            }
        } catch (IOException e) {
            // The parser's words may quote the body.
        }
        throw new IOException("an answer that is not the platform's");
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
