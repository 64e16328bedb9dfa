package dev.catwalk.startup;

import io.smallrye.config.EnvConfigSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Unknown properties: a spelling mistake would otherwise silently leave the default in force. Environment variables are
 * reported only when they resemble a known one, since orchestrators set CATWALK_* variables of their own.
 */
final class SpellingCheck implements Check {
    private static final String PREFIX = "catwalk.";
    private static final String VARIABLE_PREFIX = "CATWALK_";
    /** Kubernetes sets it in every pod beside a service that is named catwalk. */
    private static final String OF_KUBERNETES = "CATWALK_PORT";

    private final KnownProperties known = new KnownProperties();

    @Override
    public List<Problem> problems(Settings settings) {
        return StreamSupport.stream(settings.config().getConfigSources().spliterator(), false)
                .flatMap(source -> source instanceof EnvConfigSource ? inEnvironment(source) : inProperties(source))
                .distinct()
                .toList();
    }

    private Stream<Problem> inProperties(ConfigSource source) {
        return source.getPropertyNames().stream()
                // Of a profile, such as %prod.catwalk.walk.schedule.
                .filter(name -> name.replaceFirst("^%[^.]+\\.", "").startsWith(PREFIX))
                .filter(name -> !known.contains(name.replaceFirst("^%[^.]+\\.", "")))
                .sorted()
                .map(name -> new Problem(name, "there is no such property" + meant(known.nearest(name))));
    }

    private Stream<Problem> inEnvironment(ConfigSource source) {
        return source.getPropertyNames().stream()
                .filter(name -> name.startsWith(VARIABLE_PREFIX) && !name.equals(OF_KUBERNETES))
                .filter(name -> !known.containsVariable(name))
                .sorted()
                .flatMap(name -> known
                        .nearestVariable(name)
                        .map(near -> new Problem(name, "there is no such property" + meant(Optional.of(near))))
                        .stream());
    }

    private static String meant(Optional<String> near) {
        return near.map(name -> "; did you mean " + name + "?").orElse("");
    }
}
