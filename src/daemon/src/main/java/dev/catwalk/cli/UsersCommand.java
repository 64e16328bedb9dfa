package dev.catwalk.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catwalk.console.ConsoleUsers;
import dev.catwalk.console.Person.Role;
import dev.catwalk.launch.ExitCode;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

/** {@code users}. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = "People who may log in to the console, where catwalk.console.auth is users.",
        subcommands = {
            UsersCommand.Add.class,
            UsersCommand.ListUsers.class,
            UsersCommand.Passwd.class,
            UsersCommand.Remove.class
        },
        footer = {
            "  catwalk users add ada --role operator",
            "  catwalk users list",
            "  catwalk users passwd ada < new-password",
            "  catwalk users remove ada"
        })
public final class UsersCommand {
    /** {@code users add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Adds a user. The password is read from standard input; on a terminal it is asked for and not shown.",
            exitCodeList = {"0:done", "1:there is a user of this name", "2:wrong configuration or usage"},
            footer = {"  catwalk users add ada --role operator", "  pwgen 20 1 | catwalk users add ben"})
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "to log in with: letters, digits and . _ @ -")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "viewer",
                converter = RoleWord.class,
                description = "viewer: may look (default); operator: may also act")
        private Role role;

        @Override
        public Integer call() {
            checkName(spec, name);
            String password = password(spec);
            return ForegroundCommand.launch(spec, Run.class, run -> run.add(name, role, password));
        }
    }

    private static final class RoleWord implements ITypeConverter<Role> {
        @Override
        public Role convert(String word) {
            return Role.of(word)
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no role " + word + "; there are viewer and operator"));
        }
    }

    /** {@code users list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "All users, their roles, and in how many browsers each is logged in.",
            footer = "  catwalk users list")
    static final class ListUsers implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Options.Json json;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, Run.class, run -> run.list(json.isWanted()));
        }
    }

    /** {@code users passwd}. */
    @Command(
            name = "passwd",
            mixinStandardHelpOptions = true,
            description =
                    "Gives a user another password, read as users add reads it, and ends the user's sessions and a lock.",
            exitCodeList = {"0:done", "1:there is no such user", "2:wrong configuration or usage"},
            footer = "  catwalk users passwd ada")
    static final class Passwd implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "as users list shows it")
        private String name;

        @Override
        public Integer call() {
            String password = password(spec);
            return ForegroundCommand.launch(spec, Run.class, run -> run.changePassword(name, password));
        }
    }

    /** {@code users remove}. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a user, whose sessions end at once on every node. What the user did stays listed.",
            exitCodeList = {"0:done", "1:there is no such user", "2:wrong configuration or usage"},
            footer = "  catwalk users remove ada")
    static final class Remove implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "as users list shows it")
        private String name;

        @Override
        public Integer call() {
            return ForegroundCommand.launch(spec, Run.class, run -> run.remove(name));
        }
    }

    private static void checkName(CommandSpec spec, String name) {
        ConsoleUsers.wrongName(name).ifPresent(wrong -> {
            throw new ParameterException(spec.commandLine(), "NAME: " + wrong);
        });
    }

    /** Never from the command line, which every user of the machine can read. */
    private static String password(CommandSpec spec) {
        String password = read().orElse("");
        ConsoleUsers.wrongPassword(password).ifPresent(wrong -> {
            throw new ParameterException(spec.commandLine(), "the password on standard input: " + wrong);
        });
        return password;
    }

    private static Optional<String> read() {
        Console terminal = System.console();
        if (terminal != null && terminal.isTerminal()) {
            return Optional.ofNullable(terminal.readPassword("Password: ")).map(String::new);
        }
        try {
            return Optional.ofNullable(new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Users on the terminal. */
    @Singleton
    @Unremovable
    static class Run {
        private final ConsoleUsers users;

        Run(ConsoleUsers users) {
            this.users = users;
        }

        int add(String name, Role role, String password) {
            return done(users.add(name, role, password), "there is a user named " + name);
        }

        int changePassword(String name, String password) {
            return done(users.changePassword(name, password), "there is no user named " + name);
        }

        int remove(String name) {
            return done(users.remove(name), "there is no user named " + name);
        }

        private static int done(boolean done, String whyNot) {
            if (!done) {
                System.err.println("catwalk: " + whyNot);
            }
            return done ? ExitCode.DONE : ExitCode.SOME_FAILED;
        }

        int list(boolean json) {
            TextTable.print(
                    Stream.concat(
                                    Stream.of(List.of("name", "role", "since", "locked until", "sessions")),
                                    users.list().stream().map(Run::row))
                            .toList(),
                    json);
            return ExitCode.DONE;
        }

        private static List<String> row(ConsoleUsers.Listed user) {
            return List.of(
                    user.name(),
                    user.role().toString(),
                    UtcTime.text(user.createdAt()),
                    user.lockedUntil().map(UtcTime::text).orElse(""),
                    Integer.toString(user.sessions()));
        }
    }
}
