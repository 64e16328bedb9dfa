package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A running platform with a settable clock, no merchants and no pushes of its own accord, and a client for it. */
final class Simulation implements AutoCloseable {
    static final String MERCHANT = "wxaaaaaaaaaaaaaaaa";

    final SettableClock clock = new SettableClock("2026-11-22T02:00:00Z");
    final SimulatedPlatform platform;
    final PlatformClient client;

    Simulation() {
        this(options -> options);
    }

    Simulation(UnaryOperator<SimulatorOptions.Builder> options) {
        platform = SimulatedPlatform.start(options.apply(SimulatorOptions.builder()
                        .clock(clock)
                        .merchants(0)
                        .mix(MerchantMix.PLAIN)
                        .ticketInterval(Duration.ZERO))
                .build());
        client = new PlatformClient(platform);
    }

    /** A mini-program with set 30 and the category 8/39, exchanged already. */
    SimulatedMerchant merchant() {
        return merchant(aMerchant());
    }

    SimulatedMerchant merchant(MerchantProfile profile) {
        return platform.component().authorize(profile, Announcement.LOST);
    }

    static MerchantProfile aMerchant() {
        return MerchantProfile.miniProgram(MERCHANT)
                .having(SimulatedCategory.approved(8, 39))
                .alreadyQueried();
    }

    @Override
    public void close() {
        client.close();
        platform.close();
    }
}
