package dev.catwalk.cli.merchants;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.Options;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.StopSignals;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code links}. */
@Command(
        name = "links",
        mixinStandardHelpOptions = true,
        description = "Links by which merchants authorize again; they need catwalk.authorize.base-url.",
        subcommands = {LinksCommand.Create.class, LinksCommand.ListLinks.class, LinksCommand.Revoke.class},
        footer = {
            "  catwalk links create wxaaaaaaaaaaaaaaaa",
            "  catwalk links create --all-that-need > links.csv",
            "  catwalk links list",
            "  catwalk links revoke 42"
        })
public final class LinksCommand {
    /** {@code links create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Makes links and prints them as CSV. Give each to its merchant alone: with it, and WeChat's consent, anybody may"
                        + " authorize.",
                "With --all-that-need: for every merchant of reporting.reauthorization; one that has a good link gets that one."
            },
            exitCodeList = {
                "0:done",
                "1:stopped before all links were printed",
                "2:wrong configuration or usage; a merchant that is not known"
            },
            footer = {"  catwalk links create wxaaaaaaaaaaaaaaaa", "  catwalk links create --all-that-need > links.csv"
            })
    static class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..*", paramLabel = "MERCHANT_APPID", description = "the merchants")
        private List<MerchantAppId> merchants = List.of();

        @Option(names = "--all-that-need", description = "every merchant that has to authorize again")
        private boolean all;

        @Option(
                names = "--component",
                paramLabel = "APPID",
                description = "the component to be authorized, when several know the merchant")
        private ComponentAppId component;

        @Override
        public Integer call() {
            if (all != merchants.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "say which merchants, or --all-that-need");
            }
            return ForegroundCommand.launch(
                    spec,
                    LinksRun.class,
                    run -> all ? run.createAll(component, StopSignals::requested) : run.create(merchants, component));
        }
    }

    /** {@code links list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Links by merchant, the newest first. Without options: those that are good. Never the link itself.",
            footer = "  catwalk links list --all")
    static final class ListLinks implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--all", description = "also those that were used or revoked, or expired")
        private boolean all;

        @Mixin
        private Options.Limit limit;

        @Mixin
        private Options.Json json;

        @Override
        public Integer call() {
            int lines = limit.lines();
            return ForegroundCommand.launch(spec, LinksRun.class, run -> run.list(all, lines, json.isWanted()));
        }
    }

    /** {@code links revoke}. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends links at once, on every node.",
            exitCodeList = {"0:done", "1:one of them was not good", "2:wrong configuration or usage"},
            footer = "  catwalk links revoke 42 43")
    static final class Revoke implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "LINK", description = "the number, as links list shows it")
        private List<Long> links;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, LinksRun.class, run -> run.revoke(links));
        }
    }
}
