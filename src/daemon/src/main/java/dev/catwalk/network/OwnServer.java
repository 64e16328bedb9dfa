package dev.catwalk.network;

import io.quarkus.runtime.QuarkusBindException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.BindException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server of ours on a port beside Quarkus' own, with bounded connections. On one event loop, which alone counts them.
 *
 * <p>When all are taken, the one that has been longest without a whole request gives way to the next, so that however many
 * stall, a request gets in.
 */
public final class OwnServer {
    private static final int BACKLOG = 1024;
    /** Longer than proxies keep an idle connection by default, so that it is they who close it. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final int mostConnections;
    private final HttpServer server;
    /** Those that have been longest without a whole request first. */
    private final SequencedSet<HttpConnection> connections = new LinkedHashSet<>();

    private OwnServer(Vertx vertx, int mostConnections, Handler<HttpServerRequest> handler) {
        this.mostConnections = mostConnections;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setAcceptBacklog(BACKLOG)
                        .setHttp2ClearTextEnabled(false)
                        .setIdleTimeout((int) IDLE.toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectionHandler(this::enter)
                .requestHandler(request -> {
                    request.end().onSuccess(_ -> broughtOne(request.connection()));
                    handler.handle(request);
                });
    }

    /**
     * @param port 0 for one that is free
     * @param mostConnections at the same time
     * @throws IllegalStateException with a {@link QuarkusBindException} as its cause when the address cannot be bound
     */
    public static OwnServer open(
            Vertx vertx, String host, int port, int mostConnections, Handler<HttpServerRequest> handler) {
        OwnServer own = new OwnServer(vertx, mostConnections, handler);
        try {
            own.server
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            BindException refused = new BindException(e.getCause().getMessage());
            throw new IllegalStateException("a port cannot be opened", new QuarkusBindException(host, port, refused));
        }
        return own;
    }

    private void enter(HttpConnection connection) {
        connections.addLast(connection);
        connection.closeHandler(_ -> connections.remove(connection));
        // Connections break off all the time.
        connection.exceptionHandler(_ -> {});
        if (connections.size() > mostConnections) {
            connections.removeFirst().close();
        }
    }

    private void broughtOne(HttpConnection connection) {
        if (connections.contains(connection)) {
            connections.addLast(connection);
        }
    }

    public int port() {
        return server.actualPort();
    }

    /** Requests that are being answered are answered, within two seconds. */
    public void close() {
        close(server, STOP_TIMEOUT);
    }

    public static void close(HttpServer server, Duration atMost) {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /**
     * Answers without use for the rest of the request, and ends the connection with the end of the request, or after two seconds:
     * to close it while data arrives would reset it, and the client might lose the answer.
     */
    public static void refuse(HttpServerRequest request, int status, CharSequence contentType, String text) {
        HttpConnection connection = request.connection();
        Future<Void> answered = request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(text);
        request.handler(_ -> {}).endHandler(_ -> answered.onComplete(_ -> connection.close()));
        Vertx.currentContext().owner().setTimer(STOP_TIMEOUT.toMillis(), _ -> connection.close());
    }

    /** Without one, which HTTP/1.0 allows, or with two, Quarkus' router fails. */
    public static boolean namesOneHost(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return host != null
                && !host.host().isEmpty()
                && request.headers().getAll(HttpHeaders.HOST).size() == 1;
    }

    /** Not all that a stranger sends or a browser takes for an address is one, and Quarkus fails at what is not. */
    public static boolean isUri(String address) {
        try {
            new URI(address);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The length that the request announces; the server itself refuses one that is no number. */
    public static long announcedLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
