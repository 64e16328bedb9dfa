package dev.catwalk.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relays}. */
@Command(
        name = "relays",
        mixinStandardHelpOptions = true,
        description = "Pushes that are handed on to other systems: what waits, and what was given up.",
        subcommands = {RelaysCommand.ListRelays.class, RelaysCommand.Redrive.class, RelaysCommand.Test.class},
        footer = {"  catwalk relays list", "  catwalk relays test old", "  catwalk relays redrive --relay old"})
public final class RelaysCommand {
    /** {@code relays list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Pushes by relay, the newest first. Without options: those that were not delivered yet or given up.",
                "For more than a look, query the view reporting.push_relay."
            })
    static final class ListRelays implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--relay", paramLabel = "NAME", defaultValue = "", description = "only this one")
        private String relay;

        @Option(names = "--all", description = "also what was delivered")
        private boolean all;

        @Mixin
        private Options.Limit limit;

        @Mixin
        private Options.Json json;

        @Override
        public Integer call() {
            int lines = limit.lines();
            return ForegroundCommand.launch(spec, RelaysRun.class, run -> run.list(relay, all, lines, json.isWanted()));
        }
    }

    /** {@code relays redrive}. */
    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Sends again what was given up: it is due at once, and a running daemon delivers it. With --relay, a relay that is"
                        + " off because its receiver answered 410 Gone is on again."
            },
            exitCodeList = {
                "0:done; also when nothing was dead at the relay",
                "1:there is no such push, none of those named was dead, or one is dead at a relay that is off or not configured",
                "2:wrong configuration or usage; a relay that is not configured"
            })
    static final class Redrive implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--relay", paramLabel = "NAME", description = "everything that is dead at this relay")
        private String relay;

        @Parameters(paramLabel = "PUSH_ID", description = "these pushes, at whatever configured relay they are dead")
        private List<Long> pushes = List.of();

        @Override
        public Integer call() {
            if ((relay == null) == pushes.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "either --relay or the ids of pushes are needed");
            }
            return ForegroundCommand.launch(
                    spec, RelaysRun.class, run -> relay == null ? run.redrive(pushes) : run.redrive(relay));
        }
    }

    /** {@code relays test}. */
    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends a test push (catwalk_test) to a configured relay now, and says what became of it.",
            exitCodeList = {
                "0:the receiver accepted it",
                "1:it did not; the reason is on standard error",
                "2:wrong configuration or usage; a relay that is not configured"
            })
    static final class Test implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME")
        private String relay;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, RelaysRun.class, run -> run.test(relay));
        }
    }
}
