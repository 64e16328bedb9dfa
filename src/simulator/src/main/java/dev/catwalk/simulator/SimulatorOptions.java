package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What a simulation is made of.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param eventLoops threads that answer; one serves tens of thousands of calls a second
 * @param clock the platform's time: token and ticket lifetimes, days; tests move it
 * @param ticketInterval between pushes of the ticket, in real time; zero for none but those asked for
 * @param pushTimeout how long a receiver of pushes may take
 * @param latency of every call
 * @param seed from which everything random follows
 * @param merchants how many are generated, for each component
 * @param publishTestAccounts whether the accounts of a full-network release are among the merchants
 * @param rotateRefreshTokens whether each refresh brings a new refresh token
 * @param lifePerSecond changes per second that merchants make by themselves; zero for none
 * @param components at least one
 * @param pushTargets where the pushes of the first component go
 * @param state file in which the simulation survives a restart; null for none
 */
public record SimulatorOptions(
        String host,
        int port,
        int eventLoops,
        InstantSource clock,
        Duration ticketInterval,
        Duration pushTimeout,
        Duration latency,
        long seed,
        int merchants,
        MerchantMix mix,
        boolean publishTestAccounts,
        boolean rotateRefreshTokens,
        double lifePerSecond,
        List<ComponentCredentials> components,
        PushTargets pushTargets,
        Path state) {

    public SimulatorOptions {
        require(port >= 0 && port <= 65535, "port must be from 0 to 65535", port);
        require(eventLoops >= 1, "event loops must be at least 1", eventLoops);
        require(merchants >= 0, "merchants must not be negative", merchants);
        require(!latency.isNegative(), "latency must not be negative", latency);
        require(!ticketInterval.isNegative(), "ticket interval must not be negative", ticketInterval);
        require(pushTimeout.isPositive(), "push timeout must be positive", pushTimeout);
        require(
                lifePerSecond >= 0 && lifePerSecond <= 1000,
                "life must be from 0 to 1000 events per second",
                lifePerSecond);
        require(!components.isEmpty(), "at least one component is needed", components);
        components = List.copyOf(components);
    }

    public static Builder builder() {
        return new Builder();
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    /** Options one by one; what is not said has the default of the protocol page. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private int eventLoops = 1;
        private InstantSource clock = InstantSource.system();
        private Duration ticketInterval = Duration.ofMinutes(10);
        private Duration pushTimeout = Duration.ofSeconds(5);
        private Duration latency = Duration.ZERO;
        private long seed = 1;
        private int merchants = 100;
        private MerchantMix mix = MerchantMix.MIXED;
        private boolean publishTestAccounts;
        private boolean rotateRefreshTokens;
        private double lifePerSecond;
        private List<ComponentCredentials> components = List.of(ComponentCredentials.DEFAULT);
        private PushTargets pushTargets = PushTargets.NONE;
        private Path state;

        private Builder() {}

        public Builder host(String host) {
            this.host = host;
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder eventLoops(int eventLoops) {
            this.eventLoops = eventLoops;
            return this;
        }

        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        public Builder ticketInterval(Duration ticketInterval) {
            this.ticketInterval = ticketInterval;
            return this;
        }

        public Builder pushTimeout(Duration pushTimeout) {
            this.pushTimeout = pushTimeout;
            return this;
        }

        public Builder latency(Duration latency) {
            this.latency = latency;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        public Builder merchants(int merchants) {
            this.merchants = merchants;
            return this;
        }

        public Builder mix(MerchantMix mix) {
            this.mix = mix;
            return this;
        }

        public Builder publishTestAccounts(boolean publishTestAccounts) {
            this.publishTestAccounts = publishTestAccounts;
            return this;
        }

        public Builder rotateRefreshTokens(boolean rotateRefreshTokens) {
            this.rotateRefreshTokens = rotateRefreshTokens;
            return this;
        }

        public Builder lifePerSecond(double lifePerSecond) {
            this.lifePerSecond = lifePerSecond;
            return this;
        }

        public Builder components(ComponentCredentials... components) {
            this.components = List.of(components);
            return this;
        }

        public Builder pushTargets(PushTargets pushTargets) {
            this.pushTargets = pushTargets;
            return this;
        }

        public Builder state(Path state) {
            this.state = state;
            return this;
        }

        public SimulatorOptions build() {
            return new SimulatorOptions(
                    host,
                    port,
                    eventLoops,
                    clock,
                    ticketInterval,
                    pushTimeout,
                    latency,
                    seed,
                    merchants,
                    mix,
                    publishTestAccounts,
                    rotateRefreshTokens,
                    lifePerSecond,
                    components,
                    pushTargets,
                    state);
        }
    }
}
