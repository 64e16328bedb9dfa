package dev.catwalk.cli;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.schedule.Nudges;
import dev.catwalk.token.VerifyTickets;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tickets}. */
@Command(
        name = "tickets",
        mixinStandardHelpOptions = true,
        description = "Component verify tickets, which normally arrive by push.",
        subcommands = TicketsCommand.Put.class,
        footer = "  catwalk tickets put --component wx5a5a5a5a5a5a5a5a < ticket.txt")
public final class TicketsCommand {
    /** {@code tickets put}. */
    @Command(
            name = "put",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Stores a ticket that another system received, so that the component works before the next push brings one. It is"
                        + " read from standard input, since an argument would stay in the shell's history.",
                "A ticket that arrived by push within the last twelve hours is kept: the one given may be older. The next push"
                        + " replaces either. A running daemon uses the ticket at once."
            },
            exitCodeList = {
                "0:stored, or a live one is there already",
                "2:wrong configuration or usage; a component that is not configured or borrows its tokens; not a ticket"
            },
            footer = {
                "  catwalk tickets put --component wx5a5a5a5a5a5a5a5a < ticket.txt",
                "  redis-cli GET wechat_verify_ticket | catwalk tickets put --component wx5a5a5a5a5a5a5a5a"
            })
    static final class Put implements Callable<Integer> {
        /** The platform's have 95 characters, and it promises no number. */
        private static final int LONGEST = 1024;

        /** Without quotation marks, in which a cache may keep it. */
        private static final Pattern ONE_WORD = Pattern.compile("[!-~&&[^\"';]]+");

        @Spec
        private CommandSpec spec;

        @Option(names = "--component", paramLabel = "APPID", required = true, description = "whose ticket it is")
        private ComponentAppId component;

        @Override
        public Integer call() {
            VerifyTicket ticket = read();
            return ForegroundCommand.launch(spec, Run.class, run -> run.put(component, ticket));
        }

        private VerifyTicket read() {
            byte[] input;
            try {
                input = System.in.readNBytes(LONGEST + 1);
            } catch (IOException e) {
                throw new UncheckedIOException("standard input cannot be read", e);
            }
            String text = new String(input, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw wrong("empty; a ticket is needed");
            }
            if (input.length > LONGEST) {
                throw wrong("longer than " + LONGEST + " characters; only the ticket is needed");
            }
            if (text.lines().count() > 1) {
                throw wrong("several lines; only the ticket is needed");
            }
            if (!ONE_WORD.matcher(text).matches() || text.startsWith("<") || text.startsWith("{")) {
                throw wrong(
                        "not a ticket, which is one word such as ticket@@@…; not XML or JSON around it, no quotation marks"
                                + ", and not s:95:\"…\"; as PHP writes it");
            }
            return new VerifyTicket(text);
        }

        private ParameterException wrong(String what) {
            return new ParameterException(spec.commandLine(), "standard input: " + what);
        }
    }

    /** A ticket by hand. */
    @Singleton
    @Unremovable
    static class Run {
        private final Components components;
        private final ComponentStates states;
        private final VerifyTickets tickets;
        private final Nudges nudges;

        Run(Components components, ComponentStates states, VerifyTickets tickets, Nudges nudges) {
            this.components = components;
            this.states = states;
            this.tickets = tickets;
            this.nudges = nudges;
        }

        int put(ComponentAppId appid, VerifyTicket ticket) {
            Optional<Component> component = components.find(appid);
            if (component.isEmpty()) {
                System.err.println("catwalk: component " + appid + " is not in the configuration");
                return ExitCode.WRONG;
            }
            if (component.get().isBorrowed()) {
                System.err.println("catwalk: the tokens of component " + appid
                        + " are borrowed: its ticket is for the system that owns them");
                return ExitCode.WRONG;
            }
            // No daemon may have run yet.
            states.register();
            // Its age is not known, so it replaces no ticket that lives, and every push replaces it.
            if (tickets.store(appid, ticket, Instant.EPOCH)) {
                nudges.ticketArrived(appid);
                System.out.println(
                        "the ticket of component " + appid + " is stored; catwalk doctor shows whether it works");
            } else {
                System.out.println("component " + appid + " has a ticket, received at "
                        + tickets.receivedAt(appid).orElseThrow().truncatedTo(ChronoUnit.SECONDS)
                        + ", which is kept; nothing was changed");
            }
            return ExitCode.DONE;
        }
    }
}
