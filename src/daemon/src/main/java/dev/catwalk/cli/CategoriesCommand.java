package dev.catwalk.cli;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code categories}. */
@Command(
        name = "categories",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "For debugging: asks the platform for one merchant's categories now and prints its answer as a table. Stores"
                    + " nothing, except for the merchant's access token when that has to be refreshed."
        },
        exitCodeList = {
            "0:done",
            "1:the platform refused; its error code and request id, with an explanation, are on standard error",
            "2:wrong configuration or usage; a merchant that is not known",
            "3:the platform refuses every call of the component"
        },
        footer = {"  catwalk categories wxaaaaaaaaaaaaaaaa", "  catwalk categories wxaaaaaaaaaaaaaaaa --json"})
public final class CategoriesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MERCHANT_APPID", description = "the merchant")
    private MerchantAppId merchant;

    @Option(
            names = "--component",
            paramLabel = "APPID",
            description = "the component to ask as, when several know the merchant")
    private ComponentAppId component;

    @Option(names = "--json", description = "the answer as received")
    private boolean json;

    @Override
    public Integer call() {
        return ForegroundCommand.launch(spec, CategoriesRun.class, run -> run.run(merchant, component, json));
    }
}
