package dev.catwalk.cli;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.ForegroundSettings;
import dev.catwalk.launch.Launch;
import dev.catwalk.startup.StartupChecks;
import dev.catwalk.visit.WalkScope;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code walk}. */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "One walk now, in the foreground, on the configured database and platform: shows how far it is on standard error,"
                    + " and prints how the merchants' visits ended on standard output.",
            "While it runs this process is a node of the cluster; daemons that run help. A walk of the same scope that runs"
                    + " already is followed instead; one over another component is waited for. After Ctrl-C or SIGTERM what is in"
                    + " flight is recorded, the exit code is 0, and another node or the next start does the rest.",
            "The merchants are listed first when that was never done, which needs the component verify ticket that only a"
                    + " running daemon can receive."
        },
        exitCodeList = {
            "0:done",
            "1:done, but some merchants ended failed",
            "2:wrong configuration or usage; a component or merchant that is not known",
            "3:the platform stopped the walk; the reason is on standard error"
        },
        footer = {
            "  catwalk walk",
            "  catwalk walk --scope under_review",
            "  catwalk walk --merchant wxaaaaaaaaaaaaaaaa"
        })
public final class WalkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--component", paramLabel = "APPID", description = "only merchants of this component")
    private ComponentAppId component;

    @Option(names = "--merchant", paramLabel = "APPID", description = "only this merchant; may be given several times")
    private List<MerchantAppId> merchants = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "all (default), or under_review: merchants with a category under review")
    private Scope scope;

    enum Scope {
        ALL,
        UNDER_REVIEW;

        /** As the contract writes it, also in messages about a wrong one. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        if (scope != null && !merchants.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--scope and --merchant exclude each other");
        }
        if (!StartupChecks.pass(spec.commandLine().getErr())) {
            return ExitCode.WRONG;
        }
        ForegroundSettings.apply();
        return Launch.run(WalkRun.class, run -> run.run(request()));
    }

    private WalkRun.Request request() {
        return new WalkRun.Request(
                scope == Scope.UNDER_REVIEW ? WalkScope.UNDER_REVIEW : WalkScope.ALL,
                Optional.ofNullable(component),
                merchants);
    }
}
