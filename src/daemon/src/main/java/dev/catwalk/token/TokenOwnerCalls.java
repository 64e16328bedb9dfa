package dev.catwalk.token;

import static dev.catwalk.platform.ErrorKind.MALFORMED;
import static dev.catwalk.platform.ErrorKind.SOURCE_FAILED;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.AccessToken;
import dev.catwalk.network.OutsideHttp;
import dev.catwalk.network.WebAddress;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformConfig;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Recent;
import dev.catwalk.platform.TokenOwner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Asks the system that owns a component's tokens for one of them, and reads what it answers.
 *
 * <ol>
 *   <li>A token is text that a URL may hold, with a life that has not ended; its life is never believed to be longer than the
 *       platform gives it, two hours.
 *   <li>An owner that does not answer is asked once more, and then left alone for ten seconds.
 *   <li>Nothing that it answers, and no header or path of ours, gets into a message.
 * </ol>
 */
@Singleton
class TokenOwnerCalls {
    /** What the platform gives a token (page api_component_token, read 2026-11). */
    static final Duration LONGEST_LIFE = Duration.ofHours(2);

    private static final Duration ASSUMED_LIFE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Larger numbers are an epoch in seconds, and from the second one on in milliseconds: no token lives for 30 years. */
    private static final long LEAST_EPOCH = 1_000_000_000L;

    private static final long LEAST_EPOCH_MILLIS = 1_000_000_000_000L;

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,2048}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

    /** Of the client errors, those that say nothing about the one token that was asked for. */
    private static final Set<Integer> REFUSES_US = Set.of(401, 403, 405, 407, 408, 429);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutsideHttp http;
    private final PlatformConfig config;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<TokenOwner, Pause> pauses = new ConcurrentHashMap<>();
    private final Map<TokenOwner, Semaphore> permits = new ConcurrentHashMap<>();

    TokenOwnerCalls(TokenOwnerHttp http, PlatformConfig config, MeterRegistry metrics, Clock clock) {
        this.http = http;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    private record Pause(PlatformException why, Instant since) {
        boolean lastsAt(Instant now) {
            return Recent.isWithin(PAUSE, since, now);
        }
    }

    /**
     * @throws PlatformException of kind {@link ErrorKind#SOURCE_FAILED} when the owner does not answer as such a system does, of
     *     kind {@link ErrorKind#MALFORMED} when it does, and its answer holds no token that lives
     */
    AccessToken ask(TokenOwner owner, WebAddress address) {
        Semaphore permit = permits.computeIfAbsent(owner, _ -> new Semaphore(TokenOwnerHttp.CONCURRENCY, true));
        permit.acquireUninterruptibly();
        try {
            Pause pause = pauses.get(owner);
            if (pause != null && pause.lastsAt(clock.instant())) {
                throw pause.why();
            }
            AccessToken token = askTwice(owner, address);
            pauses.remove(owner);
            return token;
        } catch (PlatformException e) {
            if (e.kind() == SOURCE_FAILED) {
                Instant now = clock.instant();
                pauses.merge(owner, new Pause(e, now), (pause, begun) -> pause.lastsAt(now) ? pause : begun);
            }
            throw e;
        } finally {
            permit.release();
        }
    }

    private AccessToken askTwice(TokenOwner owner, WebAddress address) {
        try {
            return measured(owner, address);
        } catch (PlatformException e) {
            if (e.kind() != SOURCE_FAILED) {
                throw e;
            }
            return measured(owner, address);
        }
    }

    private AccessToken measured(TokenOwner owner, WebAddress address) {
        long startedAt = System.nanoTime();
        String result = "failed";
        try {
            AccessToken token = exchange(owner, address);
            result = "given";
            return token;
        } catch (PlatformException e) {
            result = e.kind() == MALFORMED ? "without_token" : "failed";
            throw e;
        } finally {
            Timer.builder("catwalk.token.source")
                    .description("requests for borrowed tokens, by what came of them")
                    .tag("result", result)
                    .register(metrics)
                    .record(Duration.ofNanos(System.nanoTime() - startedAt));
        }
    }

    private AccessToken exchange(TokenOwner owner, WebAddress address) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("accept", "application/json");
        headers.put("user-agent", "catwalk");
        headers.putAll(owner.headers());
        Instant askedAt = clock.instant();
        OutsideHttp.Answer answer;
        byte[] body;
        try {
            answer = http.get(address, headers, config.timeout());
            body = answer.body();
        } catch (IOException e) {
            throw failure(SOURCE_FAILED, owner, "does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(SOURCE_FAILED, owner, "was not asked to the end: interrupted");
        }
        JsonNode content = content(answer.status(), body, owner);
        String status = answer.status() == 200 ? "" : " (status " + answer.status() + ")";
        String value = Optional.of(content.at(owner.tokenPointer()))
                .filter(node -> answer.status() / 100 == 2 && node.isTextual())
                .map(JsonNode::textValue)
                .filter(text -> TOKEN.matcher(text).matches())
                .orElseThrow(() -> failure(MALFORMED, owner, "answers without a token" + status));
        Instant expiresAt = expiresAt(content, owner, askedAt);
        AccessToken token = new AccessToken(value, askedAt, expiresAt);
        if (!token.outlives(askedAt, AccessToken.BARELY_ALIVE)) {
            throw failure(MALFORMED, owner, "gives a token that has expired");
        }
        return token;
    }

    private static JsonNode content(int status, byte[] body, TokenOwner owner) {
        if (status / 100 != 2 && status / 100 != 4 || REFUSES_US.contains(status)) {
            throw failure(SOURCE_FAILED, owner, "answers with status " + status);
        }
        try {
            JsonNode content = JSON.readTree(body);
            if (content.isObject()) {
                return content;
            }
        } catch (IOException e) {
            // The parser's words quote the answer.
        }
        throw failure(
                SOURCE_FAILED,
                owner,
                "answers something else than a JSON object" + (status == 200 ? "" : " (status " + status + ")"));
    }

    private static Instant expiresAt(JsonNode content, TokenOwner owner, Instant askedAt) {
        Instant latest = askedAt.plus(LONGEST_LIFE);
        Instant expiresAt = owner.expiresPointer()
                .flatMap(pointer -> number(content, pointer))
                .map(number -> number < LEAST_EPOCH
                        ? askedAt.plusSeconds(number)
                        : number < LEAST_EPOCH_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number))
                .orElse(askedAt.plus(ASSUMED_LIFE));
        return expiresAt.isBefore(latest) ? expiresAt : latest;
    }

    /** A number may come as text; what is neither says nothing. */
    private static Optional<Long> number(JsonNode content, JsonPointer pointer) {
        return Optional.of(content.at(pointer).asText().strip())
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::parseLong);
    }

    private static PlatformException failure(ErrorKind kind, TokenOwner owner, String what) {
        return new PlatformException(PlatformError.withoutAnswer(kind, "the token source " + owner + " " + what));
    }
}
