package dev.catwalk.cli.problems;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.Options;
import dev.catwalk.problem.Act;
import dev.catwalk.problem.Act.InvalidActException;
import dev.catwalk.problem.Act.Verb;
import dev.catwalk.problem.ProblemFilter;
import dev.catwalk.problem.ProblemFilter.InvalidFilterException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
        description = "The work list: categories that are rejected or expired, and who takes care of them.",
        footer = {
            "  catwalk problems list --state open",
            "  catwalk problems assign 17 18 --owner li",
            "  catwalk problems wait 17 --until 7d --note 'asked for the licence'"
        })
public final class ProblemsCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Open problems, the oldest first. With --by-reason: the groups of those with the same reason, the largest first.",
                "For more than a look, query the views reporting.problem and reporting.problem_group."
            },
            footer = {
                "  catwalk problems list --state waiting_merchant --owner li",
                "  catwalk problems list --tag region=south --days 30",
                "  catwalk problems list --by-reason"
            })
    int list(
            @Mixin Filter filter,
            @Option(names = "--by-reason", description = "one line for each reason; without a filter") boolean byReason,
            @Mixin Options.Limit limit,
            @Mixin Options.Json json) {
        int lines = limit.lines();
        ProblemFilter chosen = filter.read();
        if (byReason && !chosen.equals(ProblemFilter.ALL)) {
            throw new ParameterException(
                    spec.commandLine(), "--by-reason counts all open problems, and cannot be used with a filter");
        }
        return ForegroundCommand.launch(
                spec,
                ProblemsRun.class,
                run -> byReason ? run.listGroups(lines, json.isWanted()) : run.list(chosen, lines, json.isWanted()));
    }

    static final class Filter {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        @Option(names = "--kind", paramLabel = "KIND", defaultValue = "", description = "only these: rejected, expired")
        private String kind;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "",
                description = "only these: open, acknowledged, waiting_merchant, resubmitted, ignored")
        private String state;

        @Option(
                names = "--owner",
                paramLabel = "NAME",
                defaultValue = "",
                description = "only of this owner; - for those without one")
        private String owner;

        @Option(
                names = "--reason-group",
                paramLabel = "GROUP",
                defaultValue = "",
                description = "only with the same reason, as --by-reason names it")
        private String group;

        @Option(
                names = "--category",
                paramLabel = "FIRST/SECOND",
                defaultValue = "",
                description = "only of this category, by the ids of its levels")
        private String category;

        @Option(
                names = "--tag",
                paramLabel = "KEY=VALUE",
                defaultValue = "",
                description = "only of merchants with this tag")
        private String tag;

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "0",
                description = "only those that have been open for at least so many days")
        private int days;

        private ProblemFilter read() {
            try {
                return new ProblemFilter(kind, state, owner, group, category, tag, days);
            } catch (InvalidFilterException e) {
                throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
            }
        }
    }

    /** What all acts have in common. */
    static final class Acting {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", arity = "1..*", description = "numbers of problems, as problems list shows them")
        private List<Long> ids;

        @Option(names = "--note", paramLabel = "TEXT", description = "what is to be known; an empty one takes it away")
        private String note;

        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "who acts; default: the user of this terminal")
        private String by;

        /** @param until null for an act without an end */
        private int perform(Verb verb, String owner, Until until) {
            if (by.isBlank() || by.length() > 100 || by.chars().anyMatch(Character::isISOControl)) {
                throw new ParameterException(spec.commandLine(), "--by: must be one line of 1 to 100 characters");
            }
            Function<Instant, Act> act = now ->
                    new Act(verb, owner, note, until == null || until.time == null ? null : until.time.apply(now));
            try {
                // Roughly now: whether a time is in the future, the database's clock decides.
                act.apply(Instant.now());
            } catch (InvalidActException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
            return ForegroundCommand.launch(spec, ProblemsRun.class, run -> run.act(ids, act, by));
        }
    }

    static final class Until {
        @Option(
                names = "--until",
                paramLabel = "TIME",
                converter = TimeFromNow.class,
                description = "when reminders begin again: 7d, or 2026-12-24T08:00:00Z")
        private UnaryOperator<Instant> time;
    }

    @Command(
            name = "acknowledge",
            aliases = "ack",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Says that a person has seen them: they are not reminded before --until, or at all without it.",
            footer = "  catwalk problems acknowledge 17 --note 'li calls them'")
    int acknowledge(@Mixin Acting acting, @Mixin Until until) {
        return acting.perform(Verb.ACKNOWLEDGE, null, until);
    }

    @Command(
            name = "assign",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Says who takes care of them.",
            footer = "  catwalk problems assign 17 18 --owner li")
    int assign(
            @Mixin Acting acting,
            @Option(names = "--owner", paramLabel = "NAME", required = true, description = "an empty one takes it away")
                    String owner) {
        return acting.perform(Verb.ASSIGN, owner, null);
    }

    @Command(
            name = "note",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Leaves a note. Earlier ones stay in the merchant's timeline.",
            footer = "  catwalk problems note 17 --note 'the licence comes on Monday'")
    int note(@Mixin Acting acting) {
        return acting.perform(Verb.NOTE, null, null);
    }

    @Command(
            name = "wait",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Says that the merchant was asked: they are not reminded before --until, which is needed.",
            footer = "  catwalk problems wait 17 --until 7d")
    int waitForMerchant(@Mixin Acting acting, @Mixin Until until) {
        return acting.perform(Verb.WAIT, null, until);
    }

    @Command(
            name = "ignore",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Says that nothing is to be done: they are not reminded before --until, or at all without it.",
            footer = "  catwalk problems ignore 17 --note 'the shop is closed'")
    int ignore(@Mixin Acting acting, @Mixin Until until) {
        return acting.perform(Verb.IGNORE, null, until);
    }

    @Command(
            name = "reopen",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Takes back that they were acknowledged, wait or are ignored.",
            footer = "  catwalk problems reopen 17")
    int reopen(@Mixin Acting acting) {
        return acting.perform(Verb.REOPEN, null, null);
    }

    /** A span counts from the database's time, which the command knows only when it runs. */
    static final class TimeFromNow implements ITypeConverter<UnaryOperator<Instant>> {
        @Override
        public UnaryOperator<Instant> convert(String text) {
            try {
                Instant time = Instant.parse(text);
                return _ -> time;
            } catch (DateTimeParseException e) {
                // Then it is a span, or wrong.
            }
            try {
                Duration span = new Options.PositiveDuration().convert(text);
                return now -> now.plus(span);
            } catch (TypeConversionException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a span such as 7d nor a time such as 2026-12-24T08:00:00Z");
            }
        }
    }
}
