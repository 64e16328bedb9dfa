package dev.catwalk.console;

import dev.catwalk.network.OwnServer;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The port of the console: a server of its own, which hands on to the application's router what is the console's and nothing
 * else that is served there, and answers with headers that make a browser careful.
 */
@Singleton
public class ConsolePort {
    private static final int CONNECTIONS = 500;
    private static final int LONGEST_BODY = 64 * 1024;

    /** No dot segment, no escape: the router would resolve them. */
    private static final Pattern PAGES =
            Pattern.compile("/|/(login|logout|problems|links|merchants|walks|alerts)(/[A-Za-z0-9_-]+)*");

    private static final Pattern FILES =
            Pattern.compile("/console/[a-z]+\\.(css|svg)|/webjars/htmx\\.org/[0-9.]+/dist/htmx\\.min\\.js");

    private static final Map<String, String> CAREFUL = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
                    + " base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final Vertx vertx;
    private final Router router;
    private final ConsoleConfig config;
    private OwnServer server;

    ConsolePort(Vertx vertx, Router router, ConsoleConfig config) {
        this.vertx = vertx;
        this.router = router;
        this.config = config;
    }

    /** Where it is configured to listen; empty when it is off. */
    public Optional<String> address() {
        return config.auth().map(_ -> "http://" + config.host() + ":" + config.port() + "/");
    }

    /** How people are known; empty when it is off. */
    public Optional<ConsoleConfig.Auth> auth() {
        return config.auth();
    }

    /** Answers from now on, when it is not off. */
    public void open() {
        if (config.auth().isPresent()) {
            open(config.host(), config.port());
        }
    }

    /** @return the port, for 0 one that was free */
    synchronized int open(String host, int port) {
        server = OwnServer.open(vertx, host, port, CONNECTIONS, this::handle);
        return server.port();
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(_ -> {});
        CAREFUL.forEach(request.response()::putHeader);
        String path = request.path() == null ? "" : request.path();
        boolean isFile = FILES.matcher(path).matches();
        if (!isFile && !PAGES.matcher(path).matches()) {
            refuse(request, 404, "There is no such page.");
        } else if (!OwnServer.namesOneHost(request)) {
            refuse(request, 400, "The request has to name one host.");
        } else if (!OwnServer.isUri(request.uri())) {
            refuse(request, 400, "The address holds a wrong % escape, or a character that has to be escaped.");
        } else if (isFile) {
            router.handle(request);
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || OwnServer.announcedLength(request) > LONGEST_BODY) {
            refuse(request, 413, "That is too much.");
        } else {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            router.handle(request);
        }
    }

    private static void refuse(HttpServerRequest request, int status, String text) {
        OwnServer.refuse(request, status, "text/plain; charset=UTF-8", text);
    }

    /** What is being answered is answered. */
    void close(@Observes @Priority(5_000) ShutdownEvent end) {
        if (server != null) {
            server.close();
        }
    }
}
