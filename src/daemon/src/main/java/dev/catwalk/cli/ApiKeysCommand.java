package dev.catwalk.cli;

import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.Scope;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.merchant.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
                    ApiKeysRun.class,
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
            return ForegroundCommand.launch(spec, ApiKeysRun.class, run -> run.list(json.isWanted()));
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
            return ForegroundCommand.launch(spec, ApiKeysRun.class, run -> run.revoke(name));
        }
    }
}
