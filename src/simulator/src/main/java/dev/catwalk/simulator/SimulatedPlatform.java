package dev.catwalk.simulator;

import dev.catwalk.simulator.admin.AdminApi;
import dev.catwalk.simulator.call.AccessTokenText;
import dev.catwalk.simulator.call.CallHandlers;
import dev.catwalk.simulator.call.CallReading;
import dev.catwalk.simulator.call.Calls;
import dev.catwalk.simulator.call.Exchange;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.merchant.GeneratedMerchants;
import dev.catwalk.simulator.merchant.SimulatedTestAccounts;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.time.Duration;
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
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(5);

    private final SimulatorOptions options;
    private final Optional<StateFile> stateFile;
    private final Vertx vertx;
    private final World world;
    private final Map<String, SimulatedComponent> components = new LinkedHashMap<>();
    private final Faults faults;
    private final Calls calls = new Calls();
    private final AuthorizationPage page;
    private int port;

    private SimulatedPlatform(SimulatorOptions options, Optional<StateFile> stateFile, Optional<SavedState> saved) {
        this.options = options;
        this.stateFile = stateFile;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(options.eventLoops() + 1)
                // There are no files to serve, so none need be cached in the machine's temporary folder.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.world = new World(
                options.seed(),
                options.clock(),
                saved.map(SavedState::openedAt).orElseGet(options.clock()::instant),
                vertx.createHttpClient(
                        new HttpClientOptions().setMaxPoolSize(PUSHES_IN_FLIGHT).setConnectTimeout((int)
                                options.pushTimeout().toMillis())),
                options.pushTimeout(),
                new AccessTokenText(options.seed()));
        this.faults = new Faults(options.clock(), options.seed());
        this.page = new AuthorizationPage(world, components);
        for (ComponentCredentials credentials : options.components()) {
            components.put(credentials.appid(), component(credentials));
        }
        component().pushTo(options.pushTargets());
        saved.ifPresent(state -> state.components()
                .forEach(component -> component(component.appid()).ifPresent(ours -> ours.restore(component))));
    }

    /** Returns when the platform answers. */
    public static SimulatedPlatform start(SimulatorOptions options) {
        Optional<StateFile> stateFile = Optional.ofNullable(options.state()).map(StateFile::new);
        Optional<SavedState> saved = stateFile.flatMap(StateFile::load);
        saved.ifPresent(state -> state.requireMadeFor(options));
        SimulatedPlatform platform = new SimulatedPlatform(options, stateFile, saved);
        try {
            platform.listen();
        } catch (RuntimeException e) {
            platform.vertx.close();
            throw e;
        }
        platform.startTimers();
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

    /** Where merchants authorize with a browser. */
    public AuthorizationPage authorizationPage() {
        return page;
    }

    public Calls calls() {
        return calls;
    }

    /** Stops listening, lets go what is held, and writes the state file. */
    @Override
    public void close() {
        faults.clear();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        stateFile.ifPresent(file -> file.write(this::state));
    }

    private SimulatedComponent component(ComponentCredentials credentials) {
        GeneratedMerchants generated =
                new GeneratedMerchants(options.seed(), credentials.appid(), options.merchants(), options.mix());
        SimulatedComponent component = new SimulatedComponent(world, credentials, generated);
        if (options.publishTestAccounts()) {
            SimulatedTestAccounts.profiles().forEach(profile -> component.authorize(profile, Announcement.LOST));
        }
        return component;
    }

    private void listen() {
        CallHandlers platform = new CallHandlers(world, faults, options.rotateRefreshTokens());
        Exchange exchange = new Exchange(
                vertx, world, new CallReading(world, components), platform, faults, calls, options.latency());
        port = new PlatformServer(exchange, new AdminApi(components, faults, calls), page)
                .listen(vertx, options.host(), options.port(), options.eventLoops())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void startTimers() {
        every(options.ticketInterval(), () -> components.values().forEach(SimulatedComponent::pushTicketNow));
        if (!options.ticketInterval().isZero()) {
            components.values().forEach(SimulatedComponent::pushTicketNow);
        }
        if (options.lifePerSecond() > 0) {
            Life life = new Life(component(), options.seed());
            every(Duration.ofNanos((long) (1e9 / options.lifePerSecond())), life::step);
        }
        stateFile.ifPresent(file -> every(
                STATE_INTERVAL,
                () -> vertx.executeBlocking(() -> {
                    file.write(this::state);
                    return null;
                })));
    }

    private void every(Duration interval, Runnable activation) {
        if (!interval.isZero()) {
            vertx.setPeriodic(Math.max(1, interval.toMillis()), _ -> activation.run());
        }
    }

    private SavedState state() {
        return new SavedState(
                options.seed(),
                options.merchants(),
                options.mix(),
                world.openedAt(),
                components.values().stream().map(SimulatedComponent::saved).toList());
    }
}
