package dev.catwalk.startup;

import dev.catwalk.platform.PlatformException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** One thing that is looked at. */
public interface Examination {
    /** In a word or two. */
    String subject();

    /** At least one. May fail; then nothing is known of the subject. */
    List<Finding> findings() throws Exception;

    /** The findings, or that there are none because the examination itself failed. */
    default List<Finding> make() {
        try {
            return findings();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Finding.fail(subject(), "could not be examined: interrupted", "run doctor again"));
        } catch (Exception e) {
            return List.of(Finding.fail(
                    subject(),
                    "could not be examined: " + words(e),
                    "correct what the other lines say and run doctor again; if this line remains, report it"));
        }
    }

    /** Of what has words of its own, these; anything else may quote what it was working on. */
    private static String words(Exception failure) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .filter(cause -> cause instanceof SQLException || cause instanceof PlatformException)
                .map(cause ->
                        String.valueOf(cause.getMessage()).lines().findFirst().orElse(""))
                .findFirst()
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
