package dev.catwalk.cli;

import dev.catwalk.api.ApiKey;
import dev.catwalk.api.ApiKeys;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.Scope;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.launch.ExitCode;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys of the API on the terminal. */
@Singleton
@Unremovable
class ApiKeysRun {
    private static final List<String> HEADER =
            List.of("name", "state", "scopes", "component", "permission sets", "tags", "expires", "last used");

    private final ApiKeys keys;
    private final Components components;
    private final Clock clock;

    ApiKeysRun(ApiKeys keys, Components components, Clock clock) {
        this.keys = keys;
        this.components = components;
        this.clock = clock;
    }

    /** @param life from now on; empty: without end */
    int create(Terms terms, Optional<Duration> life) {
        Optional<ComponentAppId> component = terms.bounds().component();
        if (component.isPresent() && components.find(component.get()).isEmpty()) {
            System.err.println("catwalk: component " + component.get() + " is not in the configuration");
            return ExitCode.WRONG;
        }
        Terms ending = new Terms(terms.name(), terms.scopes(), terms.bounds(), life.map(clock.instant()::plus));
        Optional<String> key = keys.create(ending);
        key.ifPresentOrElse(
                System.out::println,
                () -> System.err.println(
                        "catwalk: there is, or was, a key named " + terms.name() + "; choose another name"));
        return key.isPresent() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    int list(boolean json) {
        TextTable.print(
                Stream.concat(Stream.of(HEADER), keys.list().stream().map(this::row))
                        .toList(),
                json);
        return ExitCode.DONE;
    }

    private List<String> row(ApiKey key) {
        return List.of(
                key.name(),
                key.isValid(clock.instant()) ? "valid" : key.revokedAt().isPresent() ? "revoked" : "expired",
                key.scopes().stream().map(Scope::word).sorted().collect(Collectors.joining(",")),
                key.bounds().component().map(Object::toString).orElse("all"),
                allOr(key.bounds().permissionSets()),
                allOr(key.bounds().tags().values().entrySet()),
                time(key.expiresAt(), "never"),
                time(key.lastUsedAt(), "never"));
    }

    private static String allOr(Collection<?> some) {
        return some.isEmpty() ? "all" : some.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String time(Optional<Instant> at, String none) {
        return at.map(UtcTime::text).orElse(none);
    }

    int revoke(String name) {
        boolean revoked = keys.revoke(name);
        if (!revoked) {
            System.err.println("catwalk: there is no key named " + name + " that is not revoked");
        }
        return revoked ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
