package dev.catwalk.startup;

import io.smallrye.config.ConfigValue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * That what is written is read as it was meant: files that are there, without a byte order mark, and references that lead
 * somewhere. While it is not, other checks would complain of what follows from it.
 */
final class SourcesCheck implements Check {
    private static final String LOCATIONS = "smallrye.config.locations";
    private static final Pattern OURS = Pattern.compile("(%[^.]+\\.)?(catwalk|quarkus)\\..+");

    /** In the first name of a file: the mark, or the same bytes read as Latin-1; or, in UTF-16, zeros in between. */
    private static final Pattern UNREADABLE = Pattern.compile(
            "(\ufeff|\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff|\ufffd\ufffd).*|.*\0.*", Pattern.DOTALL);

    private static final Pattern FILE = Pattern.compile("(?:.*\\[source=)?(?:file:)?/*(/[^\\]]*)]?");

    @Override
    public List<Problem> problems(Settings settings) {
        List<Problem> problems = new ArrayList<>();
        problems.addAll(missingFiles(settings));
        StreamSupport.stream(settings.config().getConfigSources().spliterator(), false)
                .filter(SourcesCheck::isUnreadable)
                .map(source -> new Problem(
                        file(source),
                        "starts with a byte order mark or is UTF-16, so its first property or all of them would be lost; save it as"
                                + " UTF-8 without a mark"))
                .forEach(problems::add);
        problems.addAll(brokenReferences(settings));
        return problems;
    }

    /** Of what names a file; addresses of other kinds are for their loaders to find. */
    private static List<Problem> missingFiles(Settings settings) {
        return settings.values(LOCATIONS, String.class).stream()
                .flatMap(List::stream)
                .map(String::strip)
                .flatMap(location -> path(location).stream())
                .flatMap(path -> complaint(path).map(what -> new Problem(LOCATIONS, path + what)).stream())
                .toList();
    }

    private static Optional<String> complaint(Path path) {
        if (Files.notExists(path)) {
            return Optional.of(" does not exist");
        }
        if (!Files.isReadable(path)) {
            return Optional.of(" cannot be read by this user");
        }
        if (Files.isDirectory(path)) {
            return Optional.empty();
        }
        if (!path.toString().endsWith(".properties")) {
            return Optional.of(" is not read, because its name does not end with .properties");
        }
        return Files.isRegularFile(path)
                ? Optional.empty()
                : Optional.of(" is not read, because it is no regular file");
    }

    private static Optional<Path> path(String location) {
        try {
            if (location.startsWith("file:")) {
                return Optional.of(Path.of(URI.create(location)));
            }
            return location.matches("[a-z]+:.*") ? Optional.empty() : Optional.of(Path.of(location));
        } catch (InvalidPathException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Path.of(location));
        }
    }

    private static boolean isUnreadable(ConfigSource source) {
        return source.getPropertyNames().stream()
                .anyMatch(name -> UNREADABLE.matcher(name).matches());
    }

    private static String file(ConfigSource source) {
        return FILE.matcher(source.getName()).replaceFirst("$1");
    }

    /** Never shows what is written: it may be a password, and no reference. */
    private static List<Problem> brokenReferences(Settings settings) {
        TreeSet<String> names = new TreeSet<>(new KnownProperties()
                .names().stream().filter(name -> !name.contains("*")).toList());
        settings.config().getPropertyNames().forEach(names::add);
        return names.stream()
                .filter(name -> OURS.matcher(name).matches())
                .flatMap(name -> brokenReference(settings, name).stream())
                .toList();
    }

    private static Optional<Problem> brokenReference(Settings settings, String name) {
        ConfigValue value;
        try {
            value = settings.config().getConfigValue(name);
        } catch (RuntimeException e) {
            return Optional.of(new Problem(name, "holds a ${ that is no reference; a $ of its own is written $$"));
        }
        if (value.getRawValue() == null || value.getValue() != null) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                name,
                "refers by ${...} to a property that is not set"
                        + (LiteralDollars.isSecret(name) ? "" : "; a $ of its own is written $$")));
    }
}
