package dev.catwalk.cli;

import dev.catwalk.alert.AlertDelivery;
import dev.catwalk.api.ApiPort;
import dev.catwalk.console.ConsolePort;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.push.PushPort;
import dev.catwalk.relay.RelayDelivery;
import dev.catwalk.schedule.ForgottenTriggers;
import dev.catwalk.schedule.ScheduleWatch;
import dev.catwalk.schedule.Schedules;
import jakarta.inject.Singleton;

/** What makes a started application the daemon. */
@Singleton
class Daemon {
    private final ComponentStates components;
    private final Schedules schedules;
    private final ScheduleWatch scheduleWatch;
    private final AlertDelivery alerts;
    private final RelayDelivery relays;
    private final ForgottenTriggers forgotten;
    private final PushPort port;
    private final ApiPort api;
    private final ConsolePort console;

    Daemon(
            ComponentStates components,
            Schedules schedules,
            ScheduleWatch scheduleWatch,
            AlertDelivery alerts,
            RelayDelivery relays,
            ForgottenTriggers forgotten,
            PushPort port,
            ApiPort api,
            ConsolePort console) {
        this.components = components;
        this.schedules = schedules;
        this.scheduleWatch = scheduleWatch;
        this.alerts = alerts;
        this.relays = relays;
        this.forgotten = forgotten;
        this.port = port;
        this.api = api;
        this.console = console;
    }

    void begin() {
        components.register();
        schedules.install();
        scheduleWatch.begin();
        alerts.begin();
        relays.begin();
        forgotten.begin();
        port.open();
        api.open();
        console.open();
    }
}
