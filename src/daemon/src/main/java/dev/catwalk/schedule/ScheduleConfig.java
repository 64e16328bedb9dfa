package dev.catwalk.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;

/** {@code catwalk.schedule-*}: what all schedules have in common. */
@ConfigMapping(prefix = "catwalk")
public interface ScheduleConfig {
    /** The zone in which every cron expression is read. The platform counts days in the one that is the default. */
    @WithDefault("Asia/Shanghai")
    ZoneId scheduleZone();
}
