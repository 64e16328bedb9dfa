package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.AccessToken;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.faulttolerance.api.Guard;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/**
 * Every call to the platform goes through here: rate limit, time-out, circuit breaker, retries for blips, and the one
 * check that distinguishes success from failure.
 *
 * <p>The platform answers 200 to nearly everything. A call failed when {@code errcode} is there and not 0; whether a
 * successful answer holds what it should is for the caller to say.
 */
@Singleton
class PlatformCalls {
    private static final int RETRIES = 2;

    private final PlatformHttp http;
    private final ObjectMapper mapper;
    private final CallRate rate;
    private final MeterProvider<Timer> timers;
    private final Circuit circuit;
    private final Guard guard;

    PlatformCalls(
            PlatformHttp http,
            ObjectMapper mapper,
            CallRate rate,
            MeterRegistry metrics,
            Circuit circuit,
            PlatformConfig config) {
        this.http = http;
        this.mapper = mapper;
        this.rate = rate;
        this.timers = timers(metrics);
        this.circuit = circuit;
        this.guard = Guard.create()
                .withDescription("platform")
                .withTimeout()
                .duration(config.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(100)
                .failureRatio(0.6)
                .delay(circuit.pause().toMillis(), ChronoUnit.MILLIS)
                .successThreshold(5)
                .when(PlatformCalls::isOutage)
                .onStateChange(circuit::changed)
                .done()
                .withRetry()
                .maxRetries(RETRIES)
                .delay(200, ChronoUnit.MILLIS)
                .jitter(100, ChronoUnit.MILLIS)
                .whenException(PlatformCalls::retryHelps)
                // When the process ends the call is repeated at once: broken off, it would be taken for a failure.
                .beforeRetry(rate::awaitTurn)
                .withExponentialBackoff()
                .maxDelay(2, ChronoUnit.SECONDS)
                .done()
                .done()
                .build();
    }

    JsonNode post(Call call, AccessToken componentToken, Object body) {
        String query = componentToken == null ? "" : "?component_access_token=" + urlEncoded(componentToken);
        return guarded(call, HttpMethod.POST, call.path() + query, Buffer.buffer(json(body)))
                .content();
    }

    Answer get(Call call, AccessToken authorizerToken) {
        return guarded(call, HttpMethod.GET, call.path() + "?access_token=" + urlEncoded(authorizerToken), null);
    }

    /**
     * A successful answer.
     *
     * @param body the bytes as received, for callers that need more than the parsed content
     */
    record Answer(JsonNode content, byte[] body) {}

    private Answer guarded(Call call, HttpMethod method, String uri, Buffer body) {
        // Ends: with an answer, with a failure, or when the circuit is not waited for any longer.
        while (true) {
            try {
                return attempt(call, method, uri, body);
            } catch (CircuitBreakerOpenException e) {
                if (!circuit.awaitNextAttempt()) {
                    throw failure(ErrorKind.CIRCUIT_OPEN, "not asked, the circuit is open after many failures");
                }
            }
        }
    }

    /** @throws CircuitBreakerOpenException when the platform was not asked */
    private Answer attempt(Call call, HttpMethod method, String uri, Buffer body) {
        try {
            // Outside the guard: waiting for a turn is not the platform being slow.
            if (!rate.awaitTurn()) {
                throw failure(ErrorKind.CIRCUIT_OPEN, "not asked, this process is asked to end");
            }
            return guard.call(() -> measured(call, method, uri, body), Answer.class);
        } catch (PlatformException | CircuitBreakerOpenException e) {
            throw e;
        } catch (TimeoutException e) {
            throw failure(ErrorKind.TRANSPORT, "no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(ErrorKind.TRANSPORT, "interrupted");
        } catch (Exception e) {
            throw new IllegalStateException("the call " + call.api() + " ended unexpectedly", e);
        }
    }

    private Answer measured(Call call, HttpMethod method, String uri, Buffer body) throws InterruptedException {
        long startedAt = System.nanoTime();
        String errcode = "none";
        try {
            Answer answer = traced(call, method, uri, body);
            errcode = "0";
            return answer;
        } catch (PlatformException e) {
            if (e.error().errcode() != null) {
                errcode = e.error().errcode().toString();
            }
            throw e;
        } finally {
            timers.withTags("api", call.api(), "errcode", errcode)
                    .record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
        }
    }

    private Answer traced(Call call, HttpMethod method, String uri, Buffer body) throws InterruptedException {
        try (TraceSpan span = TraceSpan.begin(call.api())) {
            try {
                return exchange(call, method, uri, body);
            } catch (PlatformException e) {
                span.failed(e.error());
                throw e;
            }
        }
    }

    private Answer exchange(Call call, HttpMethod method, String uri, Buffer body) throws InterruptedException {
        PlatformHttp.Answer answer;
        try {
            answer = http.exchange(method, uri, body);
        } catch (IOException e) {
            // The cause stays out: its text may quote the address, and with it the token in the query.
            throw failure(ErrorKind.TRANSPORT, "no answer: " + e.getMessage());
        }
        if (answer.status() == 429) {
            throw failure(ErrorKind.QUOTA_OF_MINUTE, "HTTP status 429");
        }
        if (answer.status() != 200) {
            throw failure(ErrorKind.TRANSIENT, "HTTP status " + answer.status());
        }
        JsonNode content = parse(answer.body());
        JsonNode errcode = content.path("errcode");
        if (!errcode.isMissingNode() && !errcode.isNull() && errcode.asInt(Integer.MIN_VALUE) != 0) {
            if (errcode.asInt(Integer.MIN_VALUE) == Integer.MIN_VALUE) {
                throw failure(ErrorKind.MALFORMED, "the error code is not a number");
            }
            throw new PlatformException(ErrorCode.explain(
                    call, errcode.asInt(), content.path("errmsg").asText("")));
        }
        return new Answer(content, answer.body());
    }

    private JsonNode parse(byte[] body) {
        JsonNode content;
        try {
            content = AnswerText.read(body);
        } catch (IOException e) {
            throw failure(ErrorKind.MALFORMED, "the answer is not JSON");
        }
        if (!content.isObject()) {
            throw failure(ErrorKind.MALFORMED, "the answer is not a JSON object");
        }
        return content;
    }

    private byte[] json(Object body) {
        try {
            return mapper.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException("a request could not be written as JSON", e);
        }
    }

    private static MeterProvider<Timer> timers(MeterRegistry metrics) {
        return Timer.builder("catwalk.platform.calls")
                .description("calls to the platform, retries one by one")
                .serviceLevelObjectives(
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .withRegistry(metrics);
    }

    static PlatformException malformed(String what) {
        return failure(ErrorKind.MALFORMED, what);
    }

    private static PlatformException failure(ErrorKind kind, String reason) {
        return new PlatformException(PlatformError.withoutAnswer(kind, reason));
    }

    private static boolean retryHelps(Throwable e) {
        return e instanceof TimeoutException
                || e instanceof PlatformException p && p.kind().retryHelps();
    }

    private static boolean isOutage(Throwable e) {
        return e instanceof TimeoutException
                || e instanceof PlatformException p && p.kind().isOutage();
    }

    private static String urlEncoded(AccessToken token) {
        return URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
    }
}
