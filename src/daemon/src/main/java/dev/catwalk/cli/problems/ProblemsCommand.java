package dev.catwalk.cli.problems;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.Options;
import dev.catwalk.problem.Act;
import dev.catwalk.problem.Act.Verb;
import dev.catwalk.problem.ProblemActs;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code problems}. */
@Command(
        name = "problems",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description = "The work list: categories that are rejected or expired, and who takes care of them.",
        subcommands = {
            ProblemsCommand.ListProblems.class,
            ProblemsCommand.Acknowledge.class,
            ProblemsCommand.Assign.class,
            ProblemsCommand.Note.class,
            ProblemsCommand.Wait.class,
            ProblemsCommand.Ignore.class,
            ProblemsCommand.Reopen.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  catwalk problems list --state open",
            "  catwalk problems assign 17 18 --owner li",
            "  catwalk problems wait 17 --until 7d --note 'asked for the licence'"
        })
public final class ProblemsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which one? problems list, acknowledge, assign, note, wait, ignore, reopen");
    }

    /** {@code problems list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = {
                "Open problems, the oldest first. With --by-reason: the groups of those with the same reason, the largest first.",
                "For more than a look, query the views reporting.problem and reporting.problem_group."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  catwalk problems list --state waiting_merchant --owner li",
                "  catwalk problems list --by-reason"
            })
    static final class ListProblems implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "only these: open, acknowledged, waiting_merchant, resubmitted, ignored")
        private String state;

        @Option(names = "--owner", paramLabel = "NAME", defaultValue = "", description = "only of this owner")
        private String owner;

        @Option(
                names = "--reason-group",
                paramLabel = "GROUP",
                defaultValue = "",
                description = "only with the same reason, as --by-reason names it")
        private String group;

        @Option(names = "--by-reason", description = "one line for each reason")
        private boolean byReason;

        @Mixin
        private Options.Limit limit;

        @Override
        public Integer call() {
            int lines = limit.lines();
            if (!state.isEmpty() && !ProblemActs.STATES.contains(state)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--state: there is no state " + state + "; there are " + String.join(", ", ProblemActs.STATES));
            }
            return ForegroundCommand.launch(
                    spec,
                    ProblemsRun.class,
                    run -> byReason ? run.listGroups(lines) : run.list(state, owner, group, lines));
        }
    }

    /** What all acts have in common. */
    private abstract static class Acting implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", arity = "1..*", description = "numbers of problems, as problems list shows them")
        private List<Long> ids;

        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "who acts; default: the user of this terminal")
        private String by;

        abstract Act act();

        @Override
        public Integer call() {
            if (by.isBlank() || by.length() > 100 || by.chars().anyMatch(Character::isISOControl)) {
                throw new ParameterException(spec.commandLine(), "--by: must be one line of 1 to 100 characters");
            }
            Act act;
            try {
                act = act();
            } catch (Act.InvalidActException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
            return ForegroundCommand.launch(spec, ProblemsRun.class, run -> run.act(ids, act, by));
        }
    }

    static final class Noted {
        @Option(names = "--note", paramLabel = "TEXT", description = "what is to be known; an empty one takes it away")
        private String note;
    }

    static final class Until {
        @Option(
                names = "--until",
                paramLabel = "TIME",
                converter = FutureTime.class,
                description = "when reminders begin again: 7d, or 2026-12-24T08:00:00Z")
        private Instant until;
    }

    /** {@code problems acknowledge}. */
    @Command(
            name = "acknowledge",
            aliases = "ack",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description =
                    "Says that a person has seen them: they are not reminded before --until, or at all without it.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems acknowledge 17 --note 'li calls them'")
    static final class Acknowledge extends Acting {
        @Mixin
        private Until end;

        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.ACKNOWLEDGE, null, noted.note, end.until);
        }
    }

    /** {@code problems assign}. */
    @Command(
            name = "assign",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = "Says who takes care of them.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems assign 17 18 --owner li")
    static final class Assign extends Acting {
        @Option(names = "--owner", paramLabel = "NAME", required = true, description = "an empty one takes it away")
        private String owner;

        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.ASSIGN, owner, noted.note, null);
        }
    }

    /** {@code problems note}. */
    @Command(
            name = "note",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = "Leaves a note. Earlier ones stay in the merchant's timeline.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems note 17 --note 'the licence comes on Monday'")
    static final class Note extends Acting {
        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.NOTE, null, noted.note, null);
        }
    }

    /** {@code problems wait}. */
    @Command(
            name = "wait",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = "Says that the merchant was asked: they are not reminded before --until, which is needed.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems wait 17 --until 7d")
    static final class Wait extends Acting {
        @Mixin
        private Until end;

        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.WAIT, null, noted.note, end.until);
        }
    }

    /** {@code problems ignore}. */
    @Command(
            name = "ignore",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description =
                    "Says that nothing is to be done: they are not reminded before --until, or at all without it.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems ignore 17 --note 'the shop is closed'")
    static final class Ignore extends Acting {
        @Mixin
        private Until end;

        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.IGNORE, null, noted.note, end.until);
        }
    }

    /** {@code problems reopen}. */
    @Command(
            name = "reopen",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = "Takes back that they were acknowledged, wait or are ignored.",
            footerHeading = "%nExample:%n",
            footer = "  catwalk problems reopen 17")
    static final class Reopen extends Acting {
        @Mixin
        private Noted noted;

        @Override
        Act act() {
            return new Act(Verb.REOPEN, null, noted.note, null);
        }
    }

    private static final class FutureTime implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                // Then it is a span, or wrong.
            }
            try {
                return Instant.now().plus(new Options.PositiveDuration().convert(text));
            } catch (TypeConversionException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a span such as 7d nor a time such as 2026-12-24T08:00:00Z");
            }
        }
    }
}
