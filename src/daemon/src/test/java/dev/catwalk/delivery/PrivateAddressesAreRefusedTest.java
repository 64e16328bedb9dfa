package dev.catwalk.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.network.WebAddress;
import dev.catwalk.testing.ConnectProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateAddressesAreRefusedTest {
    private final Vertx vertx = Vertx.vertx();
    private final OpenHttp http = new OpenHttp();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    request.response().setStatusCode(204).end();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    // A name that leads to this machine stands for every name an attacker's DNS answers with a private address.
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"})
    void receiverOnThisMachineIsNotCalledUnlessAllowed(String host) throws Exception {
        // then
        assertThatThrownBy(() -> post(http, host))
                .isInstanceOf(IOException.class)
                .hasMessage("the receiver's name leads to a private address, see"
                        + " catwalk.alert.webhook.allow-private-addresses");
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "169.254.169.254",
                "2130706433",
                "0x7f.1",
                "127.1",
                "017700000001",
                "localhost",
                "a.localhost",
                "[::1]",
                "[::ffff:10.0.0.1]"
            })
    void aProxyIsNotAskedForWhatIsPrivateByTheWayItIsWritten(String host) throws Exception {
        // given
        try (ConnectProxy proxy = new ConnectProxy();
                OpenHttp through = new OpenHttp(Map.of("catwalk.alert.proxy", "http://" + proxy.hostAndPort()))) {
            // then
            assertThatThrownBy(() -> post(through, host)).isInstanceOf(IOException.class);
            assertThat(post(through, "my_host.example")).isEqualTo(204);
            assertThat(proxy.asked()).containsExactly("POST http://my_host.example:" + server.actualPort() + "/");
        }
    }

    @Test
    void allowedReceiverIsCalledByItsNameAtItsAddress() throws Exception {
        // given
        try (OpenHttp open = new OpenHttp(Map.of("catwalk.alert.webhook.allow-private-addresses", "true"))) {
            // then
            assertThat(post(open, "localhost")).isEqualTo(204);
            assertThat(requests).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.100.100.200",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "192.0.0.192",
                "198.18.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:db8::1"
            })
    void addressOfAPrivateNetworkIsNotPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "223.255.255.255",
                "2400:3200::1",
                "2606:4700::1111"
            })
    void addressOfTheInternetIsPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    /** @return the status of the answer */
    private int post(OpenHttp http, String host) throws Exception {
        WebAddress address = WebAddress.parse("http://" + host + ":" + server.actualPort() + "/");
        return http.client()
                .postToPublic(address, Map.of(), new byte[0], Duration.ofSeconds(10))
                .status();
    }
}
