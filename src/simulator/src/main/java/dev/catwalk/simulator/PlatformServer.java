package dev.catwalk.simulator;

import dev.catwalk.simulator.admin.AdminApi;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Exchange;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;

/** The HTTP side: one port for the platform's calls and, below {@code /simulator}, for the admin API. */
final class PlatformServer {

    private static final System.Logger LOG = System.getLogger(PlatformServer.class.getName());

    private final Exchange exchange;
    private final AdminApi admin;
    private final AuthorizationPage page;

    PlatformServer(Exchange exchange, AdminApi admin, AuthorizationPage page) {
        this.exchange = exchange;
        this.admin = admin;
        this.page = page;
    }

    /** Listens with that many event loops on one port, and returns the port. */
    Future<Integer> listen(Vertx vertx, String host, int port, int eventLoops) {
        // To Vert.x 0 is a free port for each listener, and a negative number one free port that all of them share.
        int shared = port == 0 ? -1 : port;
        Promise<Integer> bound = Promise.promise();
        return vertx.deployVerticle(
                        () -> new Listener(host, shared, bound), new DeploymentOptions().setInstances(eventLoops))
                .compose(_ -> bound.future());
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(_ -> {
            // The caller hung up; no answer is possible.
        });
        if (request.path().startsWith(AdminApi.PREFIX)) {
            withBody(request, body -> admin.handle(request, body));
            return;
        }
        if (AuthorizationPage.PATHS.contains(request.path())) {
            // Vert.x throws where there is no form.
            request.setExpectMultipart(request.headers().contains(HttpHeaders.CONTENT_TYPE));
            request.endHandler(_ -> guarded(request, () -> page.handle(request)));
            return;
        }
        Optional<Api> api = Api.at(request.path());
        if (api.isEmpty()) {
            exchange.refuse(request);
        } else if (request.method() == HttpMethod.GET) {
            guarded(request, () -> exchange.handle(api.get(), request, null));
        } else {
            withBody(request, body -> exchange.handle(api.get(), request, body));
        }
    }

    private static void withBody(HttpServerRequest request, Consumer<Buffer> handler) {
        request.body().onSuccess(body -> guarded(request, () -> handler.accept(body)));
    }

    /** A bug of ours must not look like a platform that hangs. */
    private static void guarded(HttpServerRequest request, Runnable handler) {
        try {
            handler.run();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "The simulation failed on " + request.path(), bug);
            request.response().setStatusCode(500).end(bug.getClass().getName());
        }
    }

    private final class Listener extends AbstractVerticle {
        private final String host;
        private final int port;
        private final Promise<Integer> bound;

        private Listener(String host, int port, Promise<Integer> bound) {
            this.host = host;
            this.port = port;
            this.bound = bound;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer()
                    .requestHandler(PlatformServer.this::handle)
                    .listen(port, host)
                    .onSuccess(server -> bound.tryComplete(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
