package dev.catwalk.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code catwalk.push.*}. */
@ConfigMapping(prefix = "catwalk.push")
public interface PushConfig {
    /**
     * How long pushes stay in the inbox after they were received. Longer helps to look back; shorter than the platform's
     * repetitions, a few seconds, would act twice on one push, which does no harm.
     */
    @WithDefault("7d")
    Duration keep();
}
