package dev.catwalk.ops;

import io.quarkus.runtime.QuarkusBindException;
import java.sql.SQLException;
import java.util.stream.Stream;

/** One line for what kept the application from starting. What the configuration can cure was found by the checks before. */
final class StartFailure {
    private StartFailure() {}

    static String explain(Throwable failure) {
        return causes(failure)
                .map(StartFailure::known)
                .filter(text -> text != null)
                .findFirst()
                .orElseGet(() -> "could not start: "
                        + describe(causes(failure).reduce((a, b) -> b).orElseThrow()));
    }

    private static String known(Throwable cause) {
        return switch (cause) {
            case QuarkusBindException e ->
                "quarkus.http.port, quarkus.management.port: " + e.getPort() + " on " + e.getHost() + " is not free";
            case org.flywaydb.core.api.FlywayException e ->
                "the database could not be migrated: " + firstLines(e.getMessage());
            case SQLException e -> "the database refused: " + firstLines(e.getMessage());
            default -> null;
        };
    }

    private static String describe(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + firstLines(cause.getMessage());
    }

    private static String firstLines(String message) {
        return message == null ? "" : message.strip().replaceAll("\\s*\\R\\s*", " / ");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
