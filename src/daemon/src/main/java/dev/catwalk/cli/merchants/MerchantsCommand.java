package dev.catwalk.cli.merchants;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
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
        usageHelpAutoWidth = true,
        description = "What the provider says of its merchants.",
        subcommands = MerchantsCommand.Tag.class,
        footerHeading = "%nExample:%n",
        footer = "  catwalk merchants tag wxaaaaaaaaaaaaaaaa owner=li")
public final class MerchantsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one? merchants tag");
    }

    /** {@code merchants tag}. */
    @Command(
            name = "tag",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            usageHelpAutoWidth = true,
            description = {
                "Gives merchants tags: up to ten key=value each (64 and 256 characters), shown in problem, merchant_coverage and"
                        + " the webhook. Tags that are not named stay.",
                "With --csv, the first line names the columns: merchant_appid, if you like component_appid, and the others are"
                        + " keys of tags. An empty cell changes nothing. A line that is wrong is reported and left out, and may"
                        + " be given again."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:done",
                "1:a line, or a merchant with too many tags, was left out",
                "2:wrong configuration or usage; a merchant that is not known"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  catwalk merchants tag wxaaaaaaaaaaaaaaaa owner=li region=south",
                "  catwalk merchants tag wxaaaaaaaaaaaaaaaa --remove region",
                "  catwalk merchants tag --csv - < tags.csv"
            })
    static final class Tag implements Callable<Integer> {
        static final String STANDARD_INPUT = "-";

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
                if (!csv.equals(STANDARD_INPUT) && !Files.isReadable(Path.of(csv))) {
                    throw wrong("--csv: " + csv + " cannot be read");
                }
                return ForegroundCommand.launch(spec, TagRun.class, run -> run.tagAll(csv));
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
}
