package dev.catwalk.cli.tickets;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.VerifyTicket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
            return ForegroundCommand.launch(spec, TicketPutRun.class, run -> run.put(component, ticket));
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
}
