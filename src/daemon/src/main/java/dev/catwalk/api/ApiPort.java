package dev.catwalk.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.network.OwnServer;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The port of the API: a server of its own, which hands on to the application's router what is the API's and nothing else that is
 * served there.
 */
@Singleton
public class ApiPort {
    private static final int CONNECTIONS = 5_000;
    private static final int LONGEST_BODY = 16 * 1024;
    private static final String DOCUMENT = "/openapi.yaml";
    /** The beginning of each of its addresses. */
    static final String API = "/api/";

    private static final Set<String> DOTS = Set.of(".", "..");

    private final Vertx vertx;
    private final Router router;
    private final ObjectMapper json;
    private final HandOuts handOuts;
    private final ApiConfig config;
    private OwnServer server;

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
        server = OwnServer.open(vertx, host, port, CONNECTIONS, this::handle);
        handOuts.begin();
        return server.port();
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(_ -> {});
        String path = request.path();
        if (path == null || !path.startsWith(API) && !path.equals(DOCUMENT)) {
            refuse(request, 404, "there is nothing at this address");
        } else if (!OwnServer.namesOneHost(request)) {
            refuse(request, 400, "the request has to name one host");
        } else if (!isPlain(request.uri())) {
            refuse(
                    request,
                    400,
                    "the address holds a wrong % escape, a character that has to be escaped, text that is not UTF-8, or a segment . or ..");
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            refuse(request, 411, "a body needs a Content-Length");
        } else if (OwnServer.announcedLength(request) > LONGEST_BODY) {
            refuse(request, 413, "a body may have " + LONGEST_BODY + " bytes");
        } else {
            router.handle(request);
        }
    }

    /** The router resolves dots, and so would lead to what is not the API's. */
    private static boolean isPlain(String uri) {
        if (!OwnServer.isUri(uri)) {
            return false;
        }
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri);
            String path = decoder.path();
            decoder.parameters();
            return path.indexOf('\uFFFD') < 0 && Stream.of(path.split("/")).noneMatch(DOTS::contains);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void refuse(HttpServerRequest request, int status, String detail) {
        OwnServer.refuse(request, status, Problem.TYPE, text(Problem.of(status, detail)));
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
            server.close();
        }
    }
}
