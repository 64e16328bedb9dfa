package dev.catwalk.platform;

import dev.catwalk.network.BoundedBody;
import dev.catwalk.network.ConnectionTrouble;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One exchange with the platform's host, blocking the calling (virtual) thread. The plain Vert.x client instead of a typed
 * REST client: at thousands of calls per second it costs less than half the CPU, and the platform's content types are no
 * help anyway, since JSON arrives labelled as text.
 *
 * <p>Made at the start: made by the first push, the client would belong to the server that took it in, and be closed with that
 * before the calls in flight have ended.
 */
@Startup
@Singleton
class PlatformHttp {
    /** A merchant has some twenty categories, a page of the list 500 entries: far below this. */
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration timeout;
    private final String basePath;
    private final boolean byProxy;

    /** @param concurrency calls in flight: more connections could not be used */
    @Inject
    PlatformHttp(
            Vertx vertx, PlatformConfig config, @ConfigProperty(name = "catwalk.walk.concurrency") int concurrency) {
        this(
                vertx,
                WebAddress.parse(config.url().toString()),
                WayOut.of(config.proxy(), config.noProxy().orElse("")),
                config.timeout(),
                concurrency);
    }

    /** @param timeout of connecting, and of each silence; the caller limits the call as a whole */
    PlatformHttp(Vertx vertx, WebAddress platform, WayOut wayOut, Duration timeout, int connections) {
        this.timeout = timeout;
        this.basePath = platform.pathAndQuery().replaceAll("/*(\\?.*)?$", "");
        this.byProxy = wayOut.proxyTo(platform).isPresent();
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(platform.host())
                        .setDefaultPort(platform.port())
                        .setSsl(platform.secure())
                        .setProxyOptions(wayOut.proxyTo(platform).orElse(null))
                        .setDecompressionSupported(true)
                        .setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(connections));
    }

    /** @return the status and the bytes of the answer, whatever its content type says */
    Answer exchange(HttpMethod method, String pathAndQuery, Buffer body) throws IOException, InterruptedException {
        int millis = (int) timeout.toMillis();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setURI(basePath + pathAndQuery)
                .setConnectTimeout(millis)
                .setIdleTimeout(millis);
        if (body != null) {
            // Headers of its own: for a proxy the client adds some to them.
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        // The answer is read where the request is sent: chained outside, it would be read on another event loop
        // than the connection's, now and then after its end, and be lost.
        Future<Answer> answer = client.request(options)
                .compose(request -> (body == null ? request.send() : request.send(body)).compose(PlatformHttp::read));
        try {
            Answer given = answer.toCompletionStage().toCompletableFuture().get();
            if (byProxy && given.status() == ConnectionTrouble.PROXY_AUTHENTICATION_REQUIRED) {
                throw new IOException(ConnectionTrouble.PROXY_WANTS_ANOTHER_USER);
            }
            return given;
        } catch (ExecutionException e) {
            throw new IOException(ConnectionTrouble.words(e.getCause(), byProxy), e.getCause());
        }
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return BoundedBody.read(response, MAX_BODY_BYTES)
                .map(body -> new Answer(response.statusCode(), body, response.getHeader(HttpHeaders.DATE)));
    }

    /** @param date the header; null without one */
    record Answer(int status, byte[] body, String date) {}
}
