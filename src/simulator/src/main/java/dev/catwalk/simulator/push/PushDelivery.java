package dev.catwalk.simulator.push;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Delivers one push: encrypted, signed, posted; three tries of five seconds, and only {@code success} counts (protocol page §1.4 and
 * §1.5). Every try is encrypted anew with a nonce of its own; whether the real platform does so is unknown (§10).
 */
public final class PushDelivery {
    private static final int TRIES = 3;
    private static final int MOST_SPACES = 32;

    private final HttpClient http;
    private final InstantSource clock;
    private final Duration timeout;
    private final PushKeys keys;
    private final String componentAppid;
    private final String token;
    private volatile PushTargets targets;

    public PushDelivery(
            HttpClient http, InstantSource clock, Duration timeout, ComponentCredentials component, PushKeys keys) {
        this.http = http;
        this.clock = clock;
        this.timeout = timeout;
        this.keys = keys;
        this.componentAppid = component.appid();
        this.token = component.pushToken();
        this.targets = PushTargets.NONE;
    }

    public void target(PushTargets targets) {
        this.targets = targets;
    }

    PushTargets targets() {
        return targets;
    }

    CompletableFuture<PushRecord> deliver(Push push) {
        Instant at = clock.instant();
        Optional<String> url = push.receiver() == Push.Receiver.MESSAGES
                ? targets.ofMessages(push.merchantAppid())
                : targets.ofAuthorizationEvents();
        CompletableFuture<PushRecord> result = new CompletableFuture<>();
        if (url.isEmpty()) {
            result.complete(record(push, at, PushRecord.Outcome.LOST, List.of("no address")));
        } else {
            attempt(push, url.get(), at, new ArrayList<>(), result);
        }
        return result;
    }

    private void attempt(
            Push push, String url, Instant at, List<String> attempts, CompletableFuture<PushRecord> result) {
        post(push, url).onComplete(answer -> {
            boolean accepted = answer.succeeded() && answer.result().accepted(push.receiver());
            attempts.add(answer.succeeded() ? answer.result().inWords() : inWords(answer.cause()));
            if (accepted) {
                result.complete(record(push, at, PushRecord.Outcome.ACCEPTED, attempts));
            } else if (attempts.size() == TRIES) {
                result.complete(record(push, at, PushRecord.Outcome.REFUSED, attempts));
            } else {
                attempt(push, url, at, attempts, result);
            }
        });
    }

    private Future<Answer> post(Push push, String url) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] head = new byte[16];
        random.nextBytes(head);
        String encrypted =
                keys.next().encrypt(head, PushXmlWriter.document(push.fields(), random.nextInt(MOST_SPACES)));
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String nonce = Integer.toString(random.nextInt(Integer.MAX_VALUE));
        String query = "signature=" + PushSignature.of(token, timestamp, nonce)
                + "&timestamp=" + timestamp
                + "&nonce=" + nonce
                + (push.openid() == null ? "" : "&openid=" + push.openid())
                + "&encrypt_type=aes&msg_signature=" + PushSignature.of(token, timestamp, nonce, encrypted);
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url + (url.contains("?") ? "&" : "?") + query)
                .putHeader("Content-Type", "text/xml");
        String body = PushXmlWriter.envelope(push.receiver().element(), push.receiverId(), encrypted);
        return http.request(request).compose(posted -> posted.send(body)
                .compose(PushDelivery::read)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(_ -> posted.reset()));
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return response.body().map(body -> new Answer(response.statusCode(), body.toString()));
    }

    private PushRecord record(Push push, Instant at, PushRecord.Outcome outcome, List<String> attempts) {
        return new PushRecord(at, componentAppid, push.merchantAppid(), push.type(), outcome, attempts);
    }

    private String inWords(Throwable failure) {
        return failure instanceof TimeoutException
                ? "no answer within " + timeout.toMillis() + " ms"
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    private record Answer(int status, String body) {
        boolean accepted(Push.Receiver receiver) {
            return status == 200 && (body.equals("success") || receiver == Push.Receiver.MESSAGES && body.isEmpty());
        }

        String inWords() {
            return status + (body.length() <= 20 ? " " + body : " and " + body.length() + " characters");
        }
    }
}
