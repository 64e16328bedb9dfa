package dev.catwalk.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.PlatformConfig;
import dev.catwalk.platform.TokenOwner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenOwnerCallsTest {
    private static final ComponentAppId COMPONENT = new ComponentAppId("wx5a5a5a5a5a5a5a5a");

    @Test
    void anOwnerThatHangsKeepsNoOtherWaiting() throws Exception {
        // given
        Vertx vertx = Vertx.vertx();
        CountDownLatch arrived = new CountDownLatch(TokenOwnerHttp.CONCURRENCY);
        CountDownLatch answer = new CountDownLatch(1);
        HttpServer hanging = server(() -> {
            arrived.countDown();
            answer.await();
        });
        HttpServer well = server(() -> {});
        PlatformConfig config = (PlatformConfig) Proxy.newProxyInstance(
                PlatformConfig.class.getClassLoader(),
                new Class<?>[] {PlatformConfig.class},
                (_, _, _) -> Duration.ofMinutes(1));
        TokenOwnerCalls calls =
                new TokenOwnerCalls(new TokenOwnerHttp(vertx), config, new SimpleMeterRegistry(), Clock.systemUTC());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TokenOwnerHttp.CONCURRENCY; i++) {
                threads.submit(() -> ask(calls, hanging));
            }
            arrived.await();

            // when
            Future<AccessToken> token = threads.submit(() -> ask(calls, well));

            // then
            try {
                assertThat(token.get(20, TimeUnit.SECONDS).value()).isEqualTo("given");
            } finally {
                answer.countDown();
            }
        } finally {
            hanging.stop(0);
            well.stop(0);
            vertx.close();
        }
    }

    private static AccessToken ask(TokenOwnerCalls calls, HttpServer server) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        TokenOwner owner = new TokenOwner(url, url, JsonPointer.compile("/token"), Optional.empty(), Map.of());
        return calls.ask(owner, owner.address(COMPONENT));
    }

    @FunctionalInterface
    private interface Pause {
        void last() throws InterruptedException;
    }

    private static HttpServer server(Pause pause) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                pause.last();
                byte[] body = "{\"token\":\"given\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }
}
