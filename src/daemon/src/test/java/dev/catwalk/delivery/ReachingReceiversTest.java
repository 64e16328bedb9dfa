package dev.catwalk.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.network.WebAddress;
import dev.catwalk.testing.Certificates;
import dev.catwalk.testing.ConnectProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies and certificates between us and the receivers of alerts. */
class ReachingReceiversTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String TRUST = "javax.net.ssl.trustStore";

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    private final Vertx vertx = Vertx.vertx();
    private final ConnectProxy proxy = new ConnectProxy();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void trustAnAuthorityOfOurOwn() throws Exception {
        certificates = Certificates.in(folder, "Catwalk")
                .with("good.test")
                .with("old.test", "-startdate", "-10d", "-validity", "1");
        System.setProperty(TRUST, certificates.trust().toString());
        System.setProperty(TRUST + "Password", Certificates.PASSWORD);
    }

    @AfterAll
    static void trustAsBefore() {
        System.clearProperty(TRUST);
        System.clearProperty(TRUST + "Password");
    }

    @AfterEach
    void close() {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void httpsGoesThroughTheProxyByConnectAndTheProxySeesNothingOfIt() throws Exception {
        // given
        proxy.requiring("user:p@$$w");
        int port = listen("good.test");

        // when
        int status = post("https://me:you@good.test:" + port + "/hook?key=hush", "http://user:p@$$w@%s");

        // then
        assertThat(status).isEqualTo(204);
        assertThat(proxy.asked()).contains("CONNECT good.test:" + port).noneMatch(line -> line.contains("hush"));
        assertThat(received).containsExactly("/hook?key=hush Basic bWU6eW91 good.test:" + port);
    }

    @Test
    void plainHttpIsHandedToTheProxyWhole() throws Exception {
        // given
        proxy.requiring("user:pass");
        int port = listen(null);

        // when
        int status = post("http://my_host:" + port + "/hook", "http://user:pass@%s");

        // then
        assertThat(status).isEqualTo(204);
        assertThat(proxy.asked()).containsExactly("POST http://my_host:" + port + "/hook");
    }

    @ParameterizedTest
    @CsvSource({"https", "http"})
    void aProxyThatWantsAnotherPasswordIsNamedAsTheCause(String scheme) {
        proxy.requiring("user:right");

        assertThatThrownBy(() -> post(scheme + "://good.test:1/", "http://user:hush@%s"))
                .isInstanceOf(IOException.class)
                .hasMessage("the proxy wants another user or password (status 407)");
    }

    @Test
    void aProxyThatRefusesIsNamedAsTheCause() {
        proxy.answering("403 Forbidden");

        assertThatThrownBy(() -> post("https://good.test:1/", "http://%s"))
                .isInstanceOf(IOException.class)
                .hasMessage("the proxy did not connect: status 403");
    }

    @ParameterizedTest
    @CsvSource({"https", "http"})
    void aProxyThatIsAwayIsNamedAsTheCause(String scheme) {
        proxy.close();

        assertThatThrownBy(() -> post(scheme + "://good.test:1/", "http://%s"))
                .isInstanceOf(IOException.class)
                .hasMessage("no connection to the proxy");
    }

    @ParameterizedTest
    @CsvSource({"https", "http"})
    void aProxyThatHangsIsWaitedForNoLongerThanAReceiver(String scheme) {
        proxy.silent();

        assertThatThrownBy(() -> post(scheme + "://good.test:1/", "http://%s", Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer within 1 s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            old.test  | old.test   | its certificate has expired
            good.test | other.test | its certificate is for another host name
            ''        | good.test  | no TLS connection: SSLHandshakeException
            """)
    void tlsTroubleIsNamed(String certificate, String host, String why) {
        int port = listen(certificate.isEmpty() ? null : certificate);

        assertThatThrownBy(() -> post("https://" + host + ":" + port + "/", "http://%s"))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource({"Elsewhere", "Catwalk"})
    void anAuthorityThatIsNotTrustedIsNamedWithWhatToDo(String name, @TempDir Path elsewhere) throws Exception {
        // given
        int port = listen("good.test", Certificates.in(elsewhere, name).with("good.test"));

        // then
        assertThatThrownBy(() -> post("https://good.test:" + port + "/", "http://%s"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "its certificate is of an authority that is not trusted; src/docs/configuration.md says how to trust"
                                + " one");
    }

    private int post(String address, String proxyAddress) throws IOException, InterruptedException {
        return post(address, proxyAddress, TIMEOUT);
    }

    private int post(String address, String proxyAddress, Duration timeout) throws IOException, InterruptedException {
        Map<String, String> properties = Map.of("catwalk.alert.proxy", proxyAddress.replace("%s", proxy.hostAndPort()));
        try (OpenHttp http = new OpenHttp(properties)) {
            return http.client()
                    .post(WebAddress.parse(address), Map.of(), new byte[0], timeout)
                    .status();
        }
    }

    /** @param certificate whose; null without TLS */
    private int listen(String certificate) {
        return listen(certificate, certificates);
    }

    private int listen(String certificate, Certificates keys) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        if (certificate != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PfxOptions()
                            .setPath(keys.keys().toString())
                            .setPassword(Certificates.PASSWORD)
                            .setAlias(certificate));
        }
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            received.add(request.uri() + " " + request.getHeader("Authorization") + " " + request.getHeader("Host"));
            request.response().setStatusCode(204).end();
        });
        return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
    }
}
