package dev.catwalk.platform;

import io.quarkus.runtime.Startup;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

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

    private static final MultiMap JSON = HttpHeaders.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");

    private final HttpClient client;
    private final PlatformConfig config;
    private final String basePath;

    PlatformHttp(Vertx vertx, PlatformConfig config) {
        this.config = config;
        boolean ssl = "https".equals(config.url().getScheme());
        int port = config.url().getPort();
        this.basePath = config.url().getPath().replaceAll("/+$", "");
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(config.url().getHost())
                        .setDefaultPort(port != -1 ? port : ssl ? 443 : 80)
                        .setSsl(ssl)
                        .setDecompressionSupported(true)
                        .setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(config.connections()));
    }

    /** @return the status and the bytes of the answer, whatever its content type says */
    Answer exchange(HttpMethod method, String pathAndQuery, Buffer body) throws IOException, InterruptedException {
        int timeout = (int) config.timeout().toMillis();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setURI(basePath + pathAndQuery)
                .setConnectTimeout(timeout)
                .setIdleTimeout(timeout);
        if (body != null) {
            options.setHeaders(JSON);
        }
        // The answer is read where the request is sent: chained outside, it would be read on another event loop
        // than the connection's, now and then after its end, and be lost.
        Future<Answer> answer = client.request(options)
                .compose(request -> (body == null ? request.send() : request.send(body)).compose(PlatformHttp::read));
        try {
            return answer.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getClass().getSimpleName(), e.getCause());
        }
    }

    private static Future<Answer> read(HttpClientResponse response) {
        return BoundedBody.read(response, MAX_BODY_BYTES).map(body -> new Answer(response.statusCode(), body));
    }

    record Answer(int status, byte[] body) {}
}
