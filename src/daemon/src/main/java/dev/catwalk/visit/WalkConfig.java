package dev.catwalk.visit;

import dev.catwalk.retention.Keep;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code catwalk.walk.*}. Schedules are Quartz cron expressions in {@code catwalk.schedule-zone}; {@code off} disables one. */
@ConfigMapping(prefix = "catwalk.walk")
public interface WalkConfig {
    /** The walk over every merchant. */
    @WithDefault("0 0 * * * ?")
    String schedule();

    /** The walk over merchants with a category under review, which is where news is expected. */
    @WithDefault("0 5/10 * * * ?")
    String underReviewSchedule();

    /**
     * Calls in flight on this node. Raise it when the platform is far away and the call limit is not reached. Declared here for
     * its default alone: {@code network} and {@code platform} have it injected by its name, since they do not know this package.
     */
    @WithDefault("64")
    int concurrency();

    /** Calls per second of the whole cluster. */
    @WithDefault("500")
    int maxCallsPerSecond();

    /** How long a merchant that ended {@code not_supported} is left alone. */
    @WithDefault("7d")
    Duration unsupportedRetest();

    /** How long a merchant is left alone that the platform refused for want of a permission set it seems to have. */
    @WithDefault("1d")
    Duration permissionRetest();

    /** Merchants that are refreshed, read and recorded together. */
    @WithDefault("250")
    int pageSize();

    Heartbeat heartbeat();

    /** {@code catwalk.walk.heartbeat.*}. */
    interface Heartbeat {
        /**
         * Asked by GET with {@code /start} behind it when a scheduled walk over all starts, as it is when such a walk has
         * ended with a balanced ledger; with {@code /fail} it gets the ledger otherwise.
         */
        Optional<String> url();
    }

    /** How long a walk and its ledger are kept after it ended. Walks over one merchant, which pushes ask for, are most of them. */
    @WithDefault("off")
    Keep keep();
}
