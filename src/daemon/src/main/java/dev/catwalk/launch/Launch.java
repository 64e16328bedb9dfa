package dev.catwalk.launch;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.function.BiConsumer;

/**
 * Runs one method of one bean as the application of this process, and says why it could not: in one line, unless it is a
 * bug.
 */
public final class Launch implements BiConsumer<Integer, Throwable> {
    private int exitCode = ExitCode.WRONG;

    private Launch() {}

    /** What a command does once the application is there. */
    @FunctionalInterface
    public interface Work<T> {
        /** @return the exit code of the process */
        int on(T bean) throws Exception;
    }

    /**
     * Returns when the work is done and the application has ended.
     *
     * @param type of the bean, which has to be unremovable since no other bean asks for it
     * @return the exit code of the process
     */
    public static <T> int run(Class<T> type, Work<T> work) {
        StopSignals.install();
        Launch launch = new Launch();
        // One process runs one command, and Quarkus makes the instance that it runs.
        Application.work = () -> work.on(Arc.requireContainer().select(type).get());
        Quarkus.run(Application.class, launch);
        return launch.exitCode;
    }

    @Override
    public void accept(Integer code, Throwable failure) {
        exitCode = failure == null ? code : StartFailure.report(failure);
    }

    /** What Quarkus takes for the application. */
    static final class Application implements QuarkusApplication {
        private static volatile java.util.concurrent.Callable<Integer> work;

        @Override
        public int run(String... args) throws Exception {
            return work.call();
        }
    }
}
