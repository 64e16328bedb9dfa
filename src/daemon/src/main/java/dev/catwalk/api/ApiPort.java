package dev.catwalk.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The port of the API: a server of its own, which hands on to the application's router what is the API's and nothing else that is
 * served there. On one event loop, which alone touches what is kept here: nothing is locked.
 */
@Singleton
public class ApiPort {
    private static final int CONNECTIONS = 5_000;
    private static final int BACKLOG = 1024;
    private static final int LONGEST_BODY = 16 * 1024;
    /** Longer than proxies keep an idle connection by default, so that it is they who close it. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final String DOCUMENT = "/openapi.yaml";
    private static final String API = "/api/";
    private static final Set<String> DOTS = Set.of(".", "..");

    private final Vertx vertx;
    private final Router router;
    private final ObjectMapper json;
    private final HandOuts handOuts;
    private final ApiConfig config;
    private int connections;
    private HttpServer server;

    ApiPort(Vertx vertx, Router router, ObjectMapper json, HandOuts handOuts, ApiConfig config) {
        this.vertx = vertx;
        this.router = router;
        this.json = json;
        this.handOuts = handOuts;
        this.config = config;
    }

    /** Where it is configured to listen; empty when it is off. */
    public Optional<String> address() {
        return config.port().map(port -> "http://" + config.host() + ":" + port + API);
    }

    /** Answers from now on, when a port is configured. */
    public void open() {
        config.port().ifPresent(port -> open(config.host(), port));
    }

    /** @return the port, for 0 one that was free */
    synchronized int open(String host, int port) {
        try {
            server = vertx.createHttpServer(options())
                    .connectionHandler(this::enter)
                    .requestHandler(this::handle)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            BindException refused = new BindException(e.getCause().getMessage());
            throw new IllegalStateException("the API cannot be served", new QuarkusBindException(host, port, refused));
        }
        handOuts.begin();
        return server.actualPort();
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private void enter(HttpConnection connection) {
        connections++;
        connection.closeHandler(_ -> connections--);
        // Connections break off all the time.
        connection.exceptionHandler(_ -> {});
        if (connections > CONNECTIONS) {
            connection.close();
        }
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(_ -> {});
        String path = request.path();
        if (path == null || !path.startsWith(API) && !path.equals(DOCUMENT)) {
            refuse(request, 404, "there is nothing at this address");
        } else if (!isPlain(request.uri())) {
            refuse(request, 400, "the address holds a wrong % escape, text that is not UTF-8, or a segment . or ..");
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            refuse(request, 411, "a body needs a Content-Length");
        } else if (length(request) > LONGEST_BODY) {
            refuse(request, 413, "a body may have " + LONGEST_BODY + " bytes");
        } else {
            router.handle(request);
        }
    }

    /** The router resolves dots, and so would lead to what is not the API's. */
    private static boolean isPlain(String uri) {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri);
            String path = decoder.path();
            decoder.parameters();
            return path.indexOf('\uFFFD') < 0 && Stream.of(path.split("/")).noneMatch(DOTS::contains);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Nonsense is refused by the server itself. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** The rest of the request is not read: the connection ends with the answer. */
    private void refuse(HttpServerRequest request, int status, String detail) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(text(Problem.of(status, detail)))
                .onComplete(_ -> request.connection().close());
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem has no JSON", e);
        }
    }

    /** What is being answered is answered. */
    void close(@Observes @Priority(5_000) ShutdownEvent end) {
        if (server != null) {
            server.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .completeOnTimeout(null, STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
