package dev.catwalk.delivery;

import dev.catwalk.network.BoundedBody;
import dev.catwalk.network.ConnectionTrouble;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Posts to receivers, blocking the calling (virtual) thread. Follows no redirect.
 *
 * <p>Made at the start: made while a push is taken in, the client would be closed with the server.
 */
@Startup
@Singleton
public class DeliveryHttp {
    /** Robots answer with some hundred bytes; of anything longer nobody wants to know more. */
    private static final int MAX_BODY_BYTES = 1 << 16;

    /** To one receiver. More than anybody sends with at once: who waits for a connection uses up the time of the attempt. */
    private static final int MAX_CONNECTIONS = 128;

    private final HttpClient client;
    private final WayOut wayOut;

    private final boolean privateAllowed;

    DeliveryHttp(Vertx vertx, DeliveryConfig config) {
        this.privateAllowed = config.webhook().allowPrivateAddresses();
        this.wayOut = WayOut.of(config.proxy(), config.noProxy().orElse(""));
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    }

    /** @param retryAfter as the header gave it; null without one */
    public record Answer(int status, String retryAfter, byte[] body) {}

    /** Whether no proxy is asked, which would look names up by itself. */
    private boolean reachesDirectly(WebAddress address) {
        return wayOut.proxyTo(address).isEmpty();
    }

    /** How it is reached, in words. */
    public String wayTo(WebAddress address) {
        return wayOut.to(address);
    }

    /**
     * Posts to a receiver that must have a public address, unless {@code catwalk.alert.webhook.allow-private-addresses}. Where
     * its name leads is looked up each time, and the address found is the one connected to: a name that leads elsewhere after
     * the check gains nothing. A proxy looks names up by itself: then only what is private by the way it is written is refused,
     * and the rest is for the proxy to refuse.
     *
     * @param timeout of the whole exchange; nothing is sent after it
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     */
    public Answer postToPublic(WebAddress address, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        long begunAt = System.nanoTime();
        boolean direct = reachesDirectly(address);
        Optional<InetAddress> ip = direct ? lookUp(address.host()) : Optional.empty();
        if (direct ? ip.isEmpty() : !privateAllowed && PublicAddresses.excludes(address.host())) {
            throw new IOException("the receiver's name leads to a private address, see"
                    + " catwalk.alert.webhook.allow-private-addresses");
        }
        // A name server may take longer than the claim lasts; nothing is sent then that another may be sending already.
        Duration left = timeout.minusNanos(System.nanoTime() - begunAt);
        if (left.toMillis() <= 0) {
            throw new IOException("the receiver's name was not found in time");
        }
        return post(address, ip, headers, body, left);
    }

    /** Empty when there are addresses, and none of them may be used. */
    private Optional<InetAddress> lookUp(String host) throws IOException {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .filter(ip -> privateAllowed || PublicAddresses.contains(ip))
                    .findFirst();
        } catch (UnknownHostException e) {
            throw new IOException("the receiver's name leads nowhere", e);
        }
    }

    /**
     * Posts to whatever address.
     *
     * @param timeout of the whole exchange, a millisecond at least; nothing is sent after it
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     */
    public Answer post(WebAddress address, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        return post(address, Optional.empty(), headers, body, timeout);
    }

    /** @param connectTo the address to connect to instead of what the host's name resolves to */
    private Answer post(
            WebAddress address,
            Optional<InetAddress> connectTo,
            Map<String, String> headers,
            byte[] body,
            Duration timeout)
            throws IOException, InterruptedException {
        boolean byProxy = connectTo.isEmpty() && !reachesDirectly(address);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
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
        AtomicBoolean tooLate = new AtomicBoolean();
        CompletableFuture<Answer> answer = client.request(options)
                .compose(request -> {
                    sent.set(request);
                    if (tooLate.get()) {
                        // Recorded as failed already: what is sent now would come once more.
                        request.reset();
                        return Future.failedFuture(new IOException("connected too late"));
                    }
                    return request.send(Buffer.buffer(body)).compose(DeliveryHttp::read);
                })
                .toCompletionStage()
                .toCompletableFuture();
        try {
            Answer given = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (byProxy && given.status() == ConnectionTrouble.PROXY_AUTHENTICATION_REQUIRED) {
                throw new IOException(ConnectionTrouble.PROXY_WANTS_ANOTHER_USER);
            }
            return given;
        } catch (ExecutionException e) {
            throw new IOException(ConnectionTrouble.words(e.getCause(), byProxy), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + Math.ceilDiv(timeout.toMillis(), 1000) + " s", e);
        } finally {
            tooLate.set(true);
            if (!answer.isDone() && sent.get() != null) {
                sent.get().reset();
            }
        }
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return BoundedBody.read(response, MAX_BODY_BYTES)
                .map(body -> new Answer(response.statusCode(), response.getHeader("Retry-After"), body));
    }
}
