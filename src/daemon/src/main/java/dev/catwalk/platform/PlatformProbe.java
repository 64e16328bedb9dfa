package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call that needs neither application nor database: does the platform answer, does it accept calls from our address, does it
 * accept appid and secret, and what is its time.
 *
 * <p>It calls api_component_token with an invalid ticket. A real ticket would return a new token and invalidate the daemons' token
 * five minutes later; a call without the secret would not check the secret. The platform is known to check the address first; if
 * it checks the ticket before the secret, a wrong secret is not noticed here.
 */
public final class PlatformProbe {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_TICKET = "ticket@@@none";

    private final WebAddress platform;
    private final WayOut wayOut;
    private final Duration timeout;

    public PlatformProbe(WebAddress platform, WayOut wayOut, Duration timeout) {
        this.platform = platform;
        this.wayOut = wayOut;
        this.timeout = timeout;
    }

    /** How the platform is reached, in words. */
    public String way() {
        return wayOut.to(platform);
    }

    /**
     * @param refusal how the platform refused the call, which it always should
     * @param date the platform's time, to the second; empty when it sent none
     */
    public record Answer(Optional<PlatformError> refusal, Optional<Instant> date) {}

    /** @throws IOException when there is no answer, or none of the platform's; its message holds nothing of the request */
    public Answer ask(ComponentAppId component, Secret secret) throws IOException, InterruptedException {
        PlatformHttp.Answer answer = post(JSON.writeValueAsBytes(Map.of(
                "component_appid", component.value(),
                "component_appsecret", secret.value(),
                "component_verify_ticket", NO_TICKET)));
        if (answer.status() != 200) {
            throw new IOException("HTTP status " + answer.status());
        }
        return new Answer(
                refusal(content(answer.body())),
                Optional.ofNullable(answer.date()).flatMap(PlatformProbe::date));
    }

    private static Optional<PlatformError> refusal(JsonNode content) {
        int errcode = content.path("errcode").asInt(0);
        return errcode == 0
                ? Optional.empty()
                : Optional.of(ErrorCode.explain(
                        Call.COMPONENT_TOKEN, errcode, content.path("errmsg").asText("")));
    }

    /** By the route that a daemon uses, with a Vert.x of its own, since there is no application that has one. */
    private PlatformHttp.Answer post(byte[] body) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            PlatformHttp http = new PlatformHttp(vertx, platform, wayOut, timeout, 1);
            Future<PlatformHttp.Answer> answer = asking.submit(
                    () -> http.exchange(HttpMethod.POST, Call.COMPONENT_TOKEN.path(), Buffer.buffer(body)));
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new IOException("no answer in time");
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage());
            } finally {
                answer.cancel(true);
            }
        } finally {
            vertx.close();
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
