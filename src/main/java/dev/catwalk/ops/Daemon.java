package dev.catwalk.ops;

import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.walk.Schedules;
import jakarta.inject.Singleton;

/** What makes a started application the daemon. */
@Singleton
class Daemon {
    private final ComponentStates components;
    private final Schedules schedules;

    Daemon(ComponentStates components, Schedules schedules) {
        this.components = components;
        this.schedules = schedules;
    }

    void begin() {
        components.register();
        schedules.install();
    }
}
