package dev.catwalk.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.catwalk.alert.AlertSettings;
import dev.catwalk.alert.DueAlert;
import dev.catwalk.alert.OpenHttp;
import dev.catwalk.alert.SendResult;
import dev.catwalk.testing.ConnectProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
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
        // when
        SendResult refused = receiver(host, false).send(alert());

        // then
        assertThat(refused)
                .isEqualTo(new SendResult.Refused("the receiver's name leads to a private address, see"
                        + " catwalk.alert.webhook.allow-private-addresses"));
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
            // when
            SendResult refused = receiver(through, host, false).send(alert());
            SendResult named = receiver(through, "my_host.example", false).send(alert());

            // then
            assertThat(refused).isInstanceOf(SendResult.Refused.class);
            assertThat(named).isEqualTo(new SendResult.Accepted());
            assertThat(proxy.asked()).containsExactly("POST http://my_host.example:" + server.actualPort() + "/");
        }
    }

    @Test
    void allowedReceiverIsCalledByItsNameAtItsAddress() throws Exception {
        // when
        SendResult result = receiver("localhost", true).send(alert());

        // then
        assertThat(result).isEqualTo(new SendResult.Accepted());
        assertThat(requests).hasValue(1);
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

    private WebhookReceiver receiver(String host, boolean privateAllowed) {
        return receiver(http, host, privateAllowed);
    }

    private WebhookReceiver receiver(OpenHttp way, String host, boolean privateAllowed) {
        Map<String, String> properties = Map.of(
                "catwalk.alert.webhook.url",
                "http://" + host + ":" + server.actualPort() + "/",
                "catwalk.alert.webhook.secret",
                "whsec_dGhlIG5ldyBzZWNyZXQsIHRoaXJ0eS10d28gYnl0ZXM=",
                "catwalk.alert.webhook.allow-private-addresses",
                Boolean.toString(privateAllowed));
        return new WebhookReceiver(way.client(), AlertSettings.of(properties), new ObjectMapper(), Clock.systemUTC());
    }

    private static DueAlert alert() {
        return new DueAlert("1", "merchant.revoked", Instant.EPOCH, JsonNodeFactory.instance.objectNode());
    }
}
