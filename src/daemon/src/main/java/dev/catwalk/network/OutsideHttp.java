package dev.catwalk.network;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Exchanges with addresses that a configuration names, blocking the calling (virtual) thread. Follows no redirect. */
public abstract class OutsideHttp {
    private final HttpClient client;
    private final WayOut wayOut;
    private final int mostBytes;

    /**
     * @param client made at the start: made while a push is taken in, it would be closed with the server
     * @param mostBytes that an answer may have
     */
    protected OutsideHttp(HttpClient client, WayOut wayOut, int mostBytes) {
        this.client = client;
        this.wayOut = wayOut;
        this.mostBytes = mostBytes;
    }

    /**
     * An answer whose status came: for one who judges by that alone, it does not matter what became of the body.
     *
     * @param retryAfter as the header gave it; null without one
     * @param read the body; null when it did not come whole
     * @param trouble why it did not; null when it did
     */
    public record Answer(int status, String retryAfter, byte[] read, IOException trouble) {
        /** @throws IOException when it did not come whole, with a message that tells nothing of the answer */
        public byte[] body() throws IOException {
            if (trouble != null) {
                throw trouble;
            }
            return read;
        }
    }

    /** Whether no proxy is asked, which would look names up by itself. */
    protected boolean reachesDirectly(WebAddress address) {
        return wayOut.proxyTo(address).isEmpty();
    }

    /** How it is reached, in words. */
    public String wayTo(WebAddress address) {
        return wayOut.to(address);
    }

    /**
     * @throws IOException with a message that names no part of the address and nothing of the answer
     * @see #post
     */
    public Answer get(WebAddress address, Map<String, String> headers, Duration timeout)
            throws IOException, InterruptedException {
        return exchange(HttpMethod.GET, address, Optional.empty(), headers, null, timeout);
    }

    /**
     * @param connectTo the address to connect to instead of what the host's name resolves to
     * @param timeout of the whole exchange, a millisecond at least; nothing is sent after it
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     */
    protected Answer post(
            WebAddress address,
            Optional<InetAddress> connectTo,
            Map<String, String> headers,
            byte[] body,
            Duration timeout)
            throws IOException, InterruptedException {
        return exchange(HttpMethod.POST, address, connectTo, headers, Buffer.buffer(body), timeout);
    }

    /** @param body null for none */
    private Answer exchange(
            HttpMethod method,
            WebAddress address,
            Optional<InetAddress> connectTo,
            Map<String, String> headers,
            Buffer body,
            Duration timeout)
            throws IOException, InterruptedException {
        boolean byProxy = connectTo.isEmpty() && !reachesDirectly(address);
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setSsl(address.secure())
                .setHost(address.host().contains(":") ? "[" + address.host() + "]" : address.host())
                .setPort(address.port())
                .setURI(address.pathAndQuery())
                .setProxyOptions(byProxy ? wayOut.proxyTo(address).orElseThrow() : null)
                .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers))
                .setConnectTimeout(timeout.toMillis());
        address.basicAuthorization().ifPresent(user -> options.putHeader(HttpHeaders.AUTHORIZATION, user));
        connectTo.ifPresent(
                ip -> options.setServer(SocketAddress.inetSocketAddress(options.getPort(), ip.getHostAddress())));
        AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
        AtomicReference<HttpClientResponse> answered = new AtomicReference<>();
        AtomicBoolean tooLate = new AtomicBoolean();
        CompletableFuture<byte[]> answer = client.request(options)
                .compose(request -> {
                    sent.set(request);
                    if (tooLate.get()) {
                        // Recorded as failed already: what is sent now would come once more.
                        request.reset();
                        return Future.failedFuture(new IOException("connected too late"));
                    }
                    return (body == null ? request.send() : request.send(body)).compose(response -> {
                        answered.set(response);
                        return BoundedBody.read(response, mostBytes);
                    });
                })
                .toCompletionStage()
                .toCompletableFuture();
        byte[] read = null;
        IOException trouble = null;
        try {
            read = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // The client limits how long it connects by itself, and is the first at times.
            trouble = e.getCause() instanceof TimeoutException late
                    ? noAnswer(timeout, late)
                    : new IOException(ConnectionTrouble.words(e.getCause(), byProxy), e.getCause());
        } catch (TimeoutException e) {
            trouble = noAnswer(timeout, e);
        } finally {
            tooLate.set(true);
            if (!answer.isDone() && sent.get() != null) {
                sent.get().reset();
            }
        }
        HttpClientResponse response = answered.get();
        if (response == null) {
            throw trouble;
        }
        if (byProxy && response.statusCode() == ConnectionTrouble.PROXY_AUTHENTICATION_REQUIRED) {
            throw new IOException(ConnectionTrouble.PROXY_WANTS_ANOTHER_USER);
        }
        return new Answer(response.statusCode(), response.getHeader("Retry-After"), read, trouble);
    }

    private static IOException noAnswer(Duration timeout, TimeoutException late) {
        return new IOException("no answer within " + Math.ceilDiv(timeout.toMillis(), 1000) + " s", late);
    }
}
