package dev.catwalk.cli.merchants;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.merchant.Tags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code merchants}. */
@Command(
        name = "merchants",
        mixinStandardHelpOptions = true,
        description = "What the provider says of its merchants.",
        subcommands = {MerchantsCommand.Tag.class, MerchantsCommand.Import.class, MerchantsCommand.Link.class},
        footer = {
            "  catwalk merchants tag wxaaaaaaaaaaaaaaaa owner=li",
            "  catwalk merchants import --format jsonl export.jsonl",
            "  catwalk merchants link wxaaaaaaaaaaaaaaaa"
        })
public final class MerchantsCommand {
    static final String STANDARD_INPUT = "-";

    private static void requireFile(CommandSpec spec, String name, String file) {
        if (file.equals(STANDARD_INPUT)) {
            return;
        }
        if (Files.isDirectory(Path.of(file))) {
            throw new ParameterException(spec.commandLine(), name + ": " + file + " is a folder");
        }
        if (!Files.isReadable(Path.of(file))) {
            throw new ParameterException(spec.commandLine(), name + ": " + file + " cannot be read");
        }
    }

    /** {@code merchants tag}. */
    @Command(
            name = "tag",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Gives merchants tags: up to ten key=value each (64 and 256 characters), shown in problem, merchant_coverage and"
                        + " the webhook. Tags that are not named stay.",
                "With --csv, the first line names the columns: merchant_appid, if you like component_appid, and the others are"
                        + " keys of tags. An empty cell changes nothing. A line that is wrong is reported and left out, and may"
                        + " be given again."
            },
            exitCodeList = {
                "0:done",
                "1:a line, or a merchant with too many tags, was left out; or it was stopped",
                "2:wrong configuration or usage; a merchant that is not known"
            },
            footer = {
                "  catwalk merchants tag wxaaaaaaaaaaaaaaaa owner=li region=south",
                "  catwalk merchants tag wxaaaaaaaaaaaaaaaa --remove region",
                "  catwalk merchants tag --csv - < tags.csv"
            })
    static final class Tag implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", arity = "0..1", paramLabel = "MERCHANT_APPID", description = "the merchant")
        private MerchantAppId merchant;

        @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "added, or with a new value")
        private List<String> tags = List.of();

        @Option(names = "--remove", paramLabel = "KEY", description = "a tag it no longer has; may be repeated")
        private Set<String> removed = Set.of();

        @Option(
                names = "--component",
                paramLabel = "APPID",
                description = "the component it authorized, when several know the merchant")
        private ComponentAppId component;

        @Option(names = "--csv", paramLabel = "FILE", description = "tags of many merchants; - for standard input")
        private String csv;

        @Override
        public Integer call() {
            if (csv != null) {
                if (merchant != null || component != null || !removed.isEmpty()) {
                    throw wrong("--csv: the file names merchants and tags, so nothing else may");
                }
                requireFile(spec, "--csv", csv);
                return ForegroundCommand.launch(spec, TagRun.class, run -> run.tagAll(csv, StopSignals::requested));
            }
            if (merchant == null || tags.isEmpty() && removed.isEmpty()) {
                throw wrong("say which merchant and which tags, or --csv");
            }
            Tags set = parsed();
            return ForegroundCommand.launch(spec, TagRun.class, run -> run.tag(merchant, component, set, removed));
        }

        private Tags parsed() {
            try {
                return Tags.parse(tags);
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
            }
        }

        private ParameterException wrong(String what) {
            return new ParameterException(spec.commandLine(), what);
        }
    }

    /** {@code merchants import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Takes over merchants from another system. Without --apply it only shows what it would do. Each line is a JSON"
                        + " object: component_appid and merchant_appid, and if you like refresh_token and tags.",
                "What works is never replaced: a refresh token is stored where none is or the platform refused it, a tag where the"
                        + " merchant has none of that key. An account that is no merchant yet becomes one if the platform says"
                        + " that it is authorized.",
                "It may run beside a daemon, and may be run again: what was done is not done twice. A line that is wrong is"
                        + " reported and left out."
            },
            exitCodeList = {
                "0:done",
                "1:a line is wrong, a merchant was left out that another run may bring, or it was stopped",
                "2:wrong configuration or usage"
            },
            footer = {
                "  catwalk merchants import --format jsonl export.jsonl",
                "  catwalk merchants import --format jsonl --apply export.jsonl",
                "  a line: {\"component_appid\":\"wx5a5a5a5a5a5a5a5a\",\"merchant_appid\":\"wxaaaaaaaaaaaaaaaa\","
                        + "\"refresh_token\":\"refreshtoken@@@...\",\"tags\":{\"owner\":\"li\"}}"
            })
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        /** Written as the contract does, also in messages about a wrong one. */
        enum Format {
            jsonl
        }

        @Option(
                names = "--format",
                paramLabel = "jsonl",
                required = true,
                description = "JSON objects, one a line, in UTF-8")
        private Format format;

        @Option(names = "--apply", description = "do it; without, nothing is changed")
        private boolean apply;

        @Parameters(paramLabel = "FILE", defaultValue = STANDARD_INPUT, description = "- for standard input (default)")
        private String file;

        @Override
        public Integer call() {
            requireFile(spec, "FILE", file);
            return ForegroundCommand.launch(spec, ImportRun.class, run -> run.run(file, apply));
        }
    }

    /** {@code merchants link}, another name of {@code links create}. */
    @Command(
            name = "link",
            footer = {
                "  catwalk merchants link wxaaaaaaaaaaaaaaaa",
                "  catwalk merchants link --all-that-need > links.csv"
            })
    static final class Link extends LinksCommand.Create {}
}
