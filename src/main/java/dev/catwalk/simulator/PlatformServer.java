package dev.catwalk.simulator;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The HTTP side: one port for the platform's calls and, below {@code /simulator}, for the admin API. */
final class PlatformServer {

    private final Exchange exchange;
    private final AdminApi admin;

    PlatformServer(Exchange exchange, AdminApi admin) {
        this.exchange = exchange;
        this.admin = admin;
    }

    /** Listens with that many event loops; they share the port the first one got. */
    Future<Integer> listen(Vertx vertx, String host, int port, int eventLoops) {
        return deploy(vertx, host, port, 1)
                .compose(bound ->
                        eventLoops == 1 ? Future.succeededFuture(bound) : deploy(vertx, host, bound, eventLoops - 1));
    }

    private Future<Integer> deploy(Vertx vertx, String host, int port, int instances) {
        Promise<Integer> bound = Promise.promise();
        return vertx.deployVerticle(
                        () -> new Listener(host, port, bound), new DeploymentOptions().setInstances(instances))
                .compose(_ -> bound.future());
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(_ -> {
            // The caller hung up; there is nobody to answer.
        });
        if (request.path().startsWith(AdminApi.PREFIX)) {
            request.body().onSuccess(body -> admin.handle(request, body));
            return;
        }
        Optional<Api> api = Api.at(request.path());
        if (api.isEmpty()) {
            exchange.refuse(request);
        } else if (request.method() == HttpMethod.GET) {
            exchange.handle(api.get(), request, null);
        } else {
            request.body().onSuccess(body -> exchange.handle(api.get(), request, body));
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
