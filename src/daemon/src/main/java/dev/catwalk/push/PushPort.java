package dev.catwalk.push;

import dev.catwalk.network.OwnServer;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The port that strangers reach. It is a server of its own beside the one for probes and metrics, on one event loop, which
 * alone touches what is kept here: nothing is locked.
 *
 * <ol>
 *   <li>A connection without a whole request is closed in time: see {@link Visitor}.
 *   <li>When all connections are taken, the one that has been longest without a whole request gives way to the next, so
 *       that however many stall, a push gets in; a push takes milliseconds.
 *   <li>So it is with the bytes of bodies that are not complete yet.
 * </ol>
 *
 * <p>A node is not ready before this is open: a push would be refused, and the platform sends it three times at most.
 */
@Singleton
public class PushPort {
    static final Limits LIMITS = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(75));
    /** Some 20 KB of heap each while they stall. */
    private static final int CONNECTIONS = 1_000;
    /** Of bodies, received and not judged yet: what 8,000 pushes have, or 128 of the longest. */
    private static final int BYTES = 8 * 1024 * 1024;
    /** As much as the kernel allows: connections come faster than they are taken for some milliseconds. */
    private static final int BACKLOG = 4096;

    private static final Duration LOOKS_EVERY = Duration.ofMillis(250);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final PushEndpoint endpoint;
    private final RefusalLog log;
    private final String host;
    private final int port;
    /** Without a whole request, those that have been so for longest first. */
    private final SequencedSet<Visitor> waiting = new LinkedHashSet<>();

    private final Map<HttpConnection, Visitor> visitors = new HashMap<>();
    private int held;
    private Limits limits = LIMITS;
    private volatile HttpServer server;

    /**
     * How long a connection may take.
     *
     * @param head for the head of a request, from its beginning or from the end of the one before
     * @param body for a whole body, from the end of its head
     * @param betweenPushes for the head of the next request, once the connection has brought a push; longer than proxies keep an
     *     idle connection by default, so that it is they who close it
     */
    record Limits(Duration head, Duration body, Duration betweenPushes) {}

    PushPort(
            Vertx vertx,
            PushEndpoint endpoint,
            RefusalLog log,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.log = log;
        this.host = host;
        this.port = port;
    }

    /** Takes pushes on the configured address from now on. */
    public void open() {
        open(host, port, LIMITS);
    }

    /** @return the port, for 0 one that was free */
    synchronized int open(String host, int port, Limits limits) {
        this.limits = limits;
        Context loop = vertx.getOrCreateContext();
        CompletableFuture<HttpServer> listening = new CompletableFuture<>();
        loop.runOnContext(_ -> vertx.createHttpServer(options())
                .connectionHandler(this::enter)
                .requestHandler(request -> Optional.ofNullable(visitors.get(request.connection()))
                        .ifPresent(visitor -> visitor.handle(request)))
                .listen(port, host)
                .onSuccess(_ -> vertx.setPeriodic(LOOKS_EVERY.toMillis(), _ -> closeLate()))
                .onComplete(listening::complete, listening::completeExceptionally));
        try {
            server = listening.join();
            return server.actualPort();
        } catch (CompletionException e) {
            BindException refused = new BindException(e.getCause().getMessage());
            throw new IllegalStateException("no push can be taken", new QuarkusBindException(host, port, refused));
        }
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck readiness() {
        return () ->
                HealthCheckResponse.named("push port").status(server != null).build();
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false);
    }

    private void enter(HttpConnection connection) {
        Visitor visitor = new Visitor(connection, this, endpoint, limits);
        visitors.put(connection, visitor);
        waiting.addLast(visitor);
        if (visitors.size() > CONNECTIONS) {
            log.full();
            longestWaiting().leave();
        }
    }

    /** One that has brought a push before is the platform's, or its proxy's: those that never did go first. */
    private Visitor longestWaiting() {
        return waiting.stream()
                .filter(visitor -> !visitor.isProven())
                .findFirst()
                .orElseGet(waiting::getFirst);
    }

    private void closeLate() {
        long now = System.nanoTime();
        new ArrayList<>(waiting).stream().filter(visitor -> visitor.isLate(now)).forEach(Visitor::leave);
    }

    /** From now on it is to bring a whole request. */
    void await(Visitor visitor) {
        waiting.addLast(visitor);
    }

    /** It has brought one. */
    void serve(Visitor visitor) {
        waiting.remove(visitor);
    }

    void left(HttpConnection connection, Visitor visitor) {
        visitors.remove(connection);
        waiting.remove(visitor);
    }

    /**
     * Room for so many bytes more; others lose theirs for it.
     *
     * @return false when all that is held is of whole requests
     */
    boolean hold(Visitor visitor, int bytes) {
        if (held + bytes > BYTES) {
            Iterator<Visitor> longest = new ArrayList<>(waiting).iterator();
            while (held + bytes > BYTES && longest.hasNext()) {
                Visitor other = longest.next();
                if (other != visitor) {
                    other.giveWay();
                }
            }
        }
        if (held + bytes > BYTES) {
            return false;
        }
        held += bytes;
        return true;
    }

    void release(int bytes) {
        held -= bytes;
    }

    /** After what is to be finished at the end: until then pushes are stored, for the next start or another node. */
    void close(@Observes @Priority(5_000) ShutdownEvent end) {
        if (server != null) {
            OwnServer.close(server, STOP_TIMEOUT);
        }
    }
}
