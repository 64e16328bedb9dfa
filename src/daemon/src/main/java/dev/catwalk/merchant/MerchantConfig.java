package dev.catwalk.merchant;

import dev.catwalk.retention.Keep;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** {@code catwalk.merchant.*}. */
@ConfigMapping(prefix = "catwalk.merchant")
public interface MerchantConfig {
    /** A merchant is walked when it granted any of these. */
    @WithDefault("30,61")
    List<Integer> permissionSets();

    /** Quartz cron of the reconciliation with the platform's list; {@code off} disables it. */
    @WithDefault("0 30 3 * * ?")
    String rosterSchedule();

    /** Names and account facts are read again once in this time, with a roster: each merchant's when it is its turn. */
    @WithDefault("7d")
    Duration factsAge();

    /** How long what happened to a merchant is kept: authorizations, permission sets, turns of its visits. */
    @WithDefault("off")
    Keep keepEvents();
}
