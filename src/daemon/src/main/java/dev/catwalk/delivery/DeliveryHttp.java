package dev.catwalk.delivery;

import dev.catwalk.network.OutsideHttp;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Posts to receivers. */
@Startup
@Singleton
public class DeliveryHttp extends OutsideHttp {
    /** Robots answer with some hundred bytes; longer answers are not read further. */
    private static final int MAX_BODY_BYTES = 1 << 16;

    /** To one receiver. More than senders use at once: an attempt that waits for a connection has less time to send. */
    private static final int MAX_CONNECTIONS = 128;

    private final boolean privateAllowed;

    DeliveryHttp(Vertx vertx, DeliveryConfig config) {
        super(
                vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS)),
                WayOut.of(config.proxy(), config.noProxy().orElse("")),
                MAX_BODY_BYTES);
        this.privateAllowed = config.webhook().allowPrivateAddresses();
    }

    /**
     * Posts to a receiver that must have a public address, unless {@code catwalk.alert.webhook.allow-private-addresses}. Where
     * its name leads is looked up each time, and the address found is the one connected to: a name that leads elsewhere after
     * the check gains nothing. A proxy looks names up by itself: then only what is private by the way it is written is refused,
     * and the rest is for the proxy to refuse.
     *
     * @param timeout of the whole exchange; nothing is sent after it
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     */
    public Answer postToPublic(WebAddress address, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        long begunAt = System.nanoTime();
        Optional<InetAddress> ip = publicAddress(address);
        // A name server may take longer than the claim lasts; nothing is sent then that another may be sending already.
        Duration left = timeout.minusNanos(System.nanoTime() - begunAt);
        if (left.toMillis() <= 0) {
            throw new IOException("the receiver's name was not found in time");
        }
        return post(address, ip, headers, body, left);
    }

    /** @throws IOException saying why nothing can be posted there by {@link #postToPublic} */
    public void requirePublic(WebAddress address) throws IOException {
        publicAddress(address);
    }

    /** Empty where a proxy looks it up. */
    private Optional<InetAddress> publicAddress(WebAddress address) throws IOException {
        boolean direct = reachesDirectly(address);
        Optional<InetAddress> ip = direct ? lookUp(address.host()) : Optional.empty();
        if (direct ? ip.isEmpty() : !privateAllowed && PublicAddresses.excludes(address.host())) {
            throw new IOException("the receiver's name leads to a private address, see"
                    + " catwalk.alert.webhook.allow-private-addresses");
        }
        return ip;
    }

    /** Empty when there are addresses, and none of them may be used. */
    private Optional<InetAddress> lookUp(String host) throws IOException {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .filter(ip -> privateAllowed || PublicAddresses.contains(ip))
                    .findFirst();
        } catch (UnknownHostException e) {
            throw new IOException("the receiver's name leads nowhere", e);
        }
    }

    /**
     * Posts to whatever address.
     *
     * @param timeout of the whole exchange, a millisecond at least; nothing is sent after it
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     */
    public Answer post(WebAddress address, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException, InterruptedException {
        return post(address, Optional.empty(), headers, body, timeout);
    }
}
