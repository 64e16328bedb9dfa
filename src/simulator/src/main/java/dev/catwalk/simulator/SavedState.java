package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.MerchantCategories;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A whole simulation in the state file. Scripted faults are not part of it.
 *
 * @param merchants generated merchants; with the seed and the mix they must be the same at the next start
 */
public record SavedState(long seed, int merchants, MerchantMix mix, Instant openedAt, List<SavedComponent> components) {

    record SavedComponent(
            String appid,
            String secret,
            String encodingAesKey,
            IssuedTokens.Saved accessTokens,
            Map<String, Instant> tickets,
            List<SavedMerchant> merchants) {}

    /**
     * A merchant in the state file.
     *
     * @param profile null for a generated merchant, which the seed brings back
     * @param authorizedAt epoch milliseconds
     * @param categories null when they never changed
     */
    public record SavedMerchant(
            String appid,
            MerchantProfile profile,
            boolean authorized,
            boolean queried,
            long authorizedAt,
            int refreshGeneration,
            IssuedTokens.Saved accessTokens,
            List<Integer> permissionSets,
            Standing standing,
            boolean registerTypeRefused,
            MerchantCategories.Saved categories) {}

    void requireMadeFor(SimulatorOptions options) {
        if (seed != options.seed() || merchants != options.merchants() || !mix.equals(options.mix())) {
            throw new IllegalArgumentException(
                    "the state file was written with seed %d, %d merchants and %s; start with the same or name another file"
                            .formatted(seed, merchants, mix));
        }
    }
}
