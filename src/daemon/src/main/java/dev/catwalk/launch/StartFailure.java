package dev.catwalk.launch;

import io.quarkus.runtime.QuarkusBindException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;

/** One line for what kept a process from starting. What the configuration can cure was mostly found by the checks before. */
public final class StartFailure {
    private static final String LOCKED_OUT =
            "another session has held the lock of the migrations for two minutes; is another node migrating?"
                    + " select * from pg_locks where locktype = 'advisory' shows which";

    private StartFailure() {}

    /** @return the exit code */
    public static int report(Throwable failure) {
        Optional<String> known = known(failure);
        if (known.isPresent()) {
            System.err.println("catwalk: " + known.get());
        } else {
            // A bug: its repair needs the place.
            failure.printStackTrace();
        }
        return ExitCode.WRONG;
    }

    public static Optional<String> known(Throwable failure) {
        return causes(failure)
                .map(StartFailure::explanation)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> explanation(Throwable cause) {
        return Optional.ofNullable(
                switch (cause) {
                    case QuarkusBindException e ->
                        "quarkus.http.port, quarkus.management.port, catwalk.api.port, catwalk.console.port: "
                                + e.getPort() + " on " + e.getHost() + " is not free";
                    case FlywayException e ->
                        "the database could not be migrated: "
                                + (isLockedOut(e) ? LOCKED_OUT : firstLines(e.getMessage()));
                    case SQLException e -> "the database refused: " + firstLines(e.getMessage());
                    case WrongRequestException e -> e.getMessage();
                    case IOException e -> e.getClass().getSimpleName() + ": " + firstLines(e.getMessage());
                    default -> null;
                });
    }

    /** By the option that its words advise to set. */
    private static boolean isLockedOut(FlywayException failure) {
        return String.valueOf(failure.getMessage()).contains("lockRetryCount");
    }

    private static String firstLines(String message) {
        return message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " / ");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
