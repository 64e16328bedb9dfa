package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alerts}. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Shows which alerts were sent, wait or were given up; sends them again; tests a channel.",
        subcommands = {AlertsCommand.ListAlerts.class, AlertsCommand.Redrive.class, AlertsCommand.Test.class},
        footer = {"  catwalk alerts list", "  catwalk alerts test wecom", "  catwalk alerts redrive --channel webhook"})
public final class AlertsCommand {
    /** {@code alerts list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Alerts by channel, the newest first. Without options: those that were not delivered yet or given up.",
                "For other questions query the view reporting.alert."
            })
    static final class ListAlerts implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        enum State {
            UNDELIVERED,
            PENDING,
            DEAD,
            DELIVERED,
            WITHDRAWN,
            RECORDED,
            ALL;

            @Override
            public String toString() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "undelivered",
                description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}, which is pending and dead")
        private State state;

        @Option(names = "--channel", paramLabel = "CHANNEL", description = "only this one: ${COMPLETION-CANDIDATES}")
        private Channel channel;

        @Mixin
        private Options.Limit limit;

        @Option(names = "--json", description = "as a JSON array, with all columns of the view")
        private boolean json;

        @Override
        public Integer call() {
            int lines = limit.lines();
            return ForegroundCommand.launch(
                    spec, AlertsRun.class, run -> run.list(state.toString(), channel, lines, json));
        }
    }

    /** {@code alerts redrive}. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Sends again what was given up: it is due at once, and a running daemon delivers it. With --channel, it also"
                        + " switches a channel on again that is off because its receiver answered 410 Gone."
            },
            exitCodeList = {
                "0:done; also when nothing was dead on the channel",
                "1:there is no such alert, none of those named was dead, or one is dead on a channel that is off or not configured",
                "2:wrong configuration or usage; a channel that is not configured"
            },
            footer = {"  catwalk alerts redrive --channel webhook", "  catwalk alerts redrive 4711 4712"})
    static final class Redrive implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--channel",
                paramLabel = "CHANNEL",
                description = "everything that is dead on this channel: ${COMPLETION-CANDIDATES}")
        private Channel channel;

        @Parameters(paramLabel = "ALERT_ID", description = "these alerts, on whatever configured channel they are dead")
        private List<Long> alerts = List.of();

        @Override
        public Integer call() {
            if ((channel == null) == alerts.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "either --channel or the ids of alerts are needed");
            }
            return ForegroundCommand.launch(spec, AlertsRun.class, run -> run.redrive(channel, alerts));
        }
    }

    /** {@code alerts test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends a test message by a configured channel now, and says what became of it.",
            exitCodeList = {
                "0:the receiver accepted it",
                "1:it did not; the reason is on standard error",
                "2:wrong configuration or usage; a channel that is not configured"
            },
            footer = "  catwalk alerts test wecom")
    static final class Test implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "CHANNEL", description = "${COMPLETION-CANDIDATES}")
        private Channel channel;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, AlertsRun.class, run -> run.test(channel));
        }
    }
}
