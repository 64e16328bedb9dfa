package dev.catwalk.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The simulated platform, running. Answers on {@link #uri} until closed; its state dies with it unless the options name a state
 * file.
 */
public final class SimulatedPlatform implements AutoCloseable {
    private static final int PUSHES_IN_FLIGHT = 64;

    private final SimulatorOptions options;
    private final Vertx vertx;
    private final World world;
    private final Map<String, SimulatedComponent> components = new LinkedHashMap<>();
    private final Faults faults;
    private final Calls calls = new Calls();
    private final int port;

    private SimulatedPlatform(SimulatorOptions options) {
        this.options = options;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(options.eventLoops() + 1));
        HttpClient pushClient = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(PUSHES_IN_FLIGHT));
        this.world = new World(
                options.seed(),
                options.clock(),
                pushClient,
                options.pushTimeout(),
                new AccessTokenText(options.seed()));
        this.faults = new Faults(options.clock());
        for (ComponentCredentials credentials : options.components()) {
            components.put(credentials.appid(), new SimulatedComponent(world, credentials, generated(credentials)));
        }
        component().pushTo(options.pushTargets());
        this.port = listen();
    }

    /** Returns when the platform answers. */
    public static SimulatedPlatform start(SimulatorOptions options) {
        SimulatedPlatform platform = new SimulatedPlatform(options);
        platform.startTicketPushes();
        return platform;
    }

    /** The base address, where the real platform has {@code api.weixin.qq.com}. */
    public URI uri() {
        return URI.create("http://" + options.host() + ":" + port);
    }

    /** The first component. */
    public SimulatedComponent component() {
        return components.values().iterator().next();
    }

    public Optional<SimulatedComponent> component(String appid) {
        return Optional.ofNullable(components.get(appid));
    }

    public List<SimulatedComponent> components() {
        return List.copyOf(components.values());
    }

    /** A merchant of the first component. */
    public SimulatedMerchant merchant(String appid) {
        return component()
                .merchant(appid)
                .orElseThrow(() -> new IllegalArgumentException("no merchant has this appid: " + appid));
    }

    public Faults faults() {
        return faults;
    }

    public Calls calls() {
        return calls;
    }

    /** Stops listening, lets go what is held, and writes the state file. */
    @Override
    public void close() {
        faults.clear();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private GeneratedMerchants generated(ComponentCredentials credentials) {
        return new GeneratedMerchants(options.seed(), credentials.appid(), options.merchants(), options.mix());
    }

    private int listen() {
        PlatformCalls platform = new PlatformCalls(world, faults, options.rotateRefreshTokens());
        Exchange exchange = new Exchange(
                vertx, world, new CallReading(world, components), platform, faults, calls, options.latency());
        return new PlatformServer(exchange, new AdminApi())
                .listen(vertx, options.host(), options.port(), options.eventLoops())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void startTicketPushes() {
        if (options.ticketInterval().isZero()) {
            return;
        }
        components.values().forEach(SimulatedComponent::pushTicketNow);
        vertx.setPeriodic(
                options.ticketInterval().toMillis(),
                _ -> components.values().forEach(SimulatedComponent::pushTicketNow));
    }
}
