package dev.catwalk.cli;

import dev.catwalk.alert.AlertDelivery;
import dev.catwalk.api.ApiPort;
import dev.catwalk.console.ConsolePort;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.Launch;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.push.PushPort;
import dev.catwalk.relay.RelayDelivery;
import dev.catwalk.schedule.ForgottenTriggers;
import dev.catwalk.schedule.ScheduleWatch;
import dev.catwalk.schedule.Schedules;
import dev.catwalk.startup.StartupChecks;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "The daemon (default): receives the platform's pushes, refreshes tokens, walks on schedule, delivers alerts, and"
                    + " serves health and metrics. Stops cleanly on SIGTERM or Ctrl-C, also in the middle of a walk.",
            "Configured by environment variables, ./config/application.properties or -D options in JAVA_OPTS. When something is"
                    + " missing or wrong, one line per property on standard error names it and nothing starts (exit 2). The same"
                    + " happens when the database cannot be reached or refuses."
        },
        footer = {
            "  catwalk keys generate --out /etc/catwalk/keyset.json",
            "  QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://db/catwalk \\",
            "  QUARKUS_DATASOURCE_USERNAME=catwalk QUARKUS_DATASOURCE_PASSWORD=... \\",
            "  CATWALK_COMPONENT_APPID=wx... CATWALK_COMPONENT_SECRET=... \\",
            "  CATWALK_COMPONENT_PUSH_TOKEN=... CATWALK_COMPONENT_ENCODING_AES_KEY=... \\",
            "  CATWALK_TOKEN_KEYSET_FILE=/etc/catwalk/keyset.json catwalk serve"
        })
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return serve(spec);
    }

    public static int serve(CommandSpec spec) {
        return StartupChecks.passForDaemon(spec.commandLine().getErr())
                ? Launch.run(Run.class, Run::run)
                : ExitCode.WRONG;
    }

    /** What makes a started application the daemon, until a signal ends it. */
    @Singleton
    @Unremovable
    static class Run {
        private static final Logger LOG = Logger.getLogger(ServeCommand.class);

        private final ComponentStates components;
        private final Schedules schedules;
        private final ScheduleWatch scheduleWatch;
        private final AlertDelivery alerts;
        private final RelayDelivery relays;
        private final ForgottenTriggers forgotten;
        private final PushPort port;
        private final ApiPort api;
        private final ConsolePort console;

        Run(
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

        int run() {
            components.register();
            schedules.install();
            scheduleWatch.begin();
            alerts.begin();
            relays.begin();
            forgotten.begin();
            port.open();
            api.open();
            console.open();
            String management = address("quarkus.management");
            LOG.infof(
                    "up; pushes=%s/push/ health=%s/q/health metrics=%s/q/metrics",
                    address("quarkus.http"), management, management);
            StopSignals.await();
            return ExitCode.DONE;
        }

        private static String address(String server) {
            Config config = ConfigProvider.getConfig();
            return "http://" + config.getValue(server + ".host", String.class) + ":"
                    + config.getValue(server + ".port", String.class);
        }
    }
}
