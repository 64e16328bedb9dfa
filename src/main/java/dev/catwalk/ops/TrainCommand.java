package dev.catwalk.ops;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: {@code serve} in the demo's surroundings, for as long as it takes to show what daemons do all day. */
@Command(
        name = "train",
        hidden = true,
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "What deploy/aot-cache runs: a daemon with everything it needs around it, which ends by itself after a"
                        + " few walks.",
        footerHeading = "%nExample:%n",
        footer = "  deploy/aot-cache")
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Where its data goes; an empty one.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        DemoSettings settings = DemoSettings.chooseQuietly(folder.toAbsolutePath());
        return DemoCommand.surround(settings, platform -> {
            System.setProperty("catwalk.walk.schedule", "0/2 * * * * ?");
            Training training = Training.begin(settings.ports().management(), platform);
            int exitCode = ServeCommand.serve(spec);
            return training.isDone() ? exitCode : ExitCode.WRONG;
        });
    }
}
