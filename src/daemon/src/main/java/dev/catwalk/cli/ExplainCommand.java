package dev.catwalk.cli;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Explains one merchant: its present state, what happens next and when, and what happened so far, the newest"
                    + " first. Reads the database only, so it works while the daemon or the platform is down.",
            "For more than one merchant, query the view reporting.merchant_timeline."
        },
        exitCodeList = {"0:done", "2:wrong configuration or usage; a merchant that is not known"},
        footer = {"  catwalk explain wxaaaaaaaaaaaaaaaa", "  catwalk explain wxaaaaaaaaaaaaaaaa --limit 500 --json"})
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MERCHANT_APPID", description = "the merchant")
    private MerchantAppId merchant;

    @Option(
            names = "--component",
            paramLabel = "APPID",
            description = "the component it authorized, when several know the merchant")
    private ComponentAppId component;

    @Mixin
    private Options.Limit limit;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        int events = limit.lines();
        return ForegroundCommand.launch(spec, ExplainRun.class, run -> run.run(merchant, component, events, json));
    }
}
