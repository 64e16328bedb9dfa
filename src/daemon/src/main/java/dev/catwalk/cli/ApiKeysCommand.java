package dev.catwalk.cli;

import dev.catwalk.api.ApiKey;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.Scope;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.merchant.Tags;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code apikeys}. */
@Command(
        name = "apikeys",
        mixinStandardHelpOptions = true,
        description = "Keys for the API (catwalk.api.port): who may ask for tokens, reports and visits.",
        subcommands = {ApiKeysCommand.Create.class, ApiKeysCommand.ListKeys.class, ApiKeysCommand.Revoke.class},
        footer = {
            "  catwalk apikeys create shop --scope token",
            "  catwalk apikeys list",
            "  catwalk apikeys revoke shop"
        })
public final class ApiKeysCommand {
    /** {@code apikeys create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a key and prints it on standard output, once: only its SHA-256 is stored.",
            exitCodeList = {"0:done", "1:the name is taken, perhaps by a revoked key", "2:wrong configuration or usage"
            },
            footer = {
                "  catwalk apikeys create shop --scope token --permission-set 30 --expires 365d",
                "  catwalk apikeys create reports --scope read --component wx5a5a5a5a5a5a5a5a"
            })
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "NAME",
                description = "of the system that will use it; hand-outs of tokens are listed by it")
        private String name;

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                required = true,
                split = ",",
                converter = ScopeWord.class,
                description = "read, token, component-token, nudge, desk; several: comma separated or repeated")
        private List<Scope> scopes;

        @Option(names = "--component", paramLabel = "APPID", description = "for this component's merchants only")
        private ComponentAppId component;

        @Option(
                names = "--permission-set",
                paramLabel = "ID",
                split = ",",
                description = "for merchants only that granted any of these permission sets, such as 30")
        private List<Integer> permissionSets = List.of();

        @Option(
                names = "--tag",
                paramLabel = "KEY=VALUE",
                description = "for merchants only that have this tag; repeated: all of these")
        private List<String> tags = List.of();

        @Option(
                names = "--expires",
                paramLabel = "DURATION",
                converter = Options.PositiveDuration.class,
                description = "from now on, such as 90d; without: never")
        private Duration expires;

        @Override
        public Integer call() {
            if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
                throw new ParameterException(spec.commandLine(), "NAME: must have 1 to 64 characters");
            }
            if (permissionSets.stream().anyMatch(set -> set < 1)) {
                throw new ParameterException(spec.commandLine(), "--permission-set: must be a number from 1 on");
            }
            Bounds bounds = new Bounds(Optional.ofNullable(component), permissionSets, tags());
            if (scopes.contains(Scope.COMPONENT_TOKEN) && bounds.areOfMerchants()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--scope component-token: the component's token can do everything for all of its merchants, so the key"
                                + " cannot be bound by --permission-set or --tag");
            }
            return ForegroundCommand.launch(
                    spec,
                    Run.class,
                    run -> run.create(
                            new Terms(name, Set.copyOf(scopes), bounds, Optional.empty()),
                            Optional.ofNullable(expires)));
        }

        private Tags tags() {
            try {
                return Tags.parse(tags);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--tag: " + e.getMessage());
            }
        }
    }

    private static final class ScopeWord implements ITypeConverter<Scope> {
        @Override
        public Scope convert(String word) {
            return Scope.of(word)
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no scope " + word + "; there are read, token, component-token, nudge, desk"));
        }
    }

    /** {@code apikeys list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "All keys, revoked and expired ones too: what each may do, and when it was used last. Never the key.",
            footer = "  catwalk apikeys list")
    static final class ListKeys implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Options.Json json;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, Run.class, run -> run.list(json.isWanted()));
        }
    }

    /** {@code apikeys revoke}. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends a key: every node refuses it within a second. Its name stays taken.",
            exitCodeList = {
                "0:done",
                "1:there is no such key, or it was revoked before",
                "2:wrong configuration or usage"
            },
            footer = "  catwalk apikeys revoke shop")
    static final class Revoke implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "as apikeys list shows it")
        private String name;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, Run.class, run -> run.revoke(name));
        }
    }

    /** Keys of the API on the terminal. */
    @Singleton
    @Unremovable
    static class Run {
        private static final List<String> HEADER =
                List.of("name", "state", "scopes", "component", "permission sets", "tags", "expires", "last used");

        private final ApiKeys keys;
        private final Components components;
        private final Clock clock;

        Run(ApiKeys keys, Components components, Clock clock) {
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
}
