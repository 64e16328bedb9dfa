package dev.catwalk.ops;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.function.BiConsumer;

/** Runs the application in this process until it ends, and says why it could not: in one line, unless it is a bug. */
final class Launch implements BiConsumer<Integer, Throwable> {
    private int exitCode = ExitCode.WRONG;

    private Launch() {}

    /** @return the exit code of the process */
    static int run(Class<? extends QuarkusApplication> application, String... args) {
        StopSignals.install();
        Launch launch = new Launch();
        Quarkus.run(application, launch, args);
        return launch.exitCode;
    }

    @Override
    public void accept(Integer code, Throwable failure) {
        exitCode = failure == null ? code : StartFailure.tell(failure);
    }
}
