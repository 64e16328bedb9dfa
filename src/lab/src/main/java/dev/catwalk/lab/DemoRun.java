package dev.catwalk.lab;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.lab.surroundings.StopSignals;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import picocli.CommandLine.ExitCode;

/** Runs the daemon of the demo, shows where to look, then says every few seconds what happened. */
final class DemoRun {
    private static final Duration NEWS_INTERVAL = Duration.ofSeconds(10);

    private final Installation installation;
    private final Jdbi jdbi;
    private final DemoNews news;

    DemoRun(Installation installation) {
        this.installation = installation;
        this.jdbi = Jdbi.create(installation.database().dataSource());
        this.news = new DemoNews(jdbi);
    }

    int run() {
        installation.daemon().startHere();
        if (!StopSignals.awaitUnlessAsked(installation.daemon()::isReady, installation.daemon()::isRunning)) {
            return end();
        }
        jdbi.useHandle(handle -> handle.execute(MAKE_READER));
        String password = UUID.randomUUID().toString().substring(0, 13);
        addUser(password);
        // The platform brings a ticket every ten minutes; the demo does not wait for the next.
        installation.platform().component().pushTicketNow();
        System.out.println(welcome(password));
        StopSignals.pause(NEWS_INTERVAL.dividedBy(2));
        while (!StopSignals.requested() && installation.daemon().isRunning()) {
            System.out.println(news.next());
            StopSignals.pause(NEWS_INTERVAL);
        }
        return end();
    }

    private int end() {
        if (!StopSignals.requested()) {
            System.err.println("catwalk: the daemon of the demo has ended; see above");
            return ExitCode.USAGE;
        }
        System.out.println("Stopping the demo; its data stays.");
        return ExitCode.OK;
    }

    /** Who looks around in the demo reads the views and nothing else, as in production. */
    private static final String MAKE_READER = """
            do $$
            begin
              if not exists (select from pg_roles where rolname = 'demo') then
                create role demo login;
                grant catwalk_reporter to demo;
                alter role demo set search_path = reporting;
              end if;
            end
            $$
            """;

    private static final String ADD_USER = """
            insert into app.console_user (user_name, password_hash, user_role, created_at)
            values ('demo', :hash, 'operator', now())
            on conflict (user_name) do update set password_hash = excluded.password_hash, locked_until = null
            """;

    /** With a new password each time: the old one scrolled away. */
    private void addUser(String password) {
        String hash = BCrypt.withDefaults().hashToString(10, password.toCharArray());
        jdbi.useHandle(
                handle -> handle.createUpdate(ADD_USER).bind("hash", hash).execute());
    }

    private String welcome(String password) {
        Ports ports = installation.ports();
        return """

                The demo is up. Nothing of it leaves this machine.

                  Console    http://%2$s:%6$d/   log in as demo with %7$s

                  Reports    psql %1$s
                             -- what is rejected now, and why
                             select merchant_name, first_name, second_name, audit_reason, rejected_since
                             from rejection order by rejected_since desc limit 10;
                             -- what changed lately
                             select observed_at, merchant_name, second_name, change, previous_status, audit_status
                             from audit_change where not first_sight order by observed_at desc limit 10;
                             -- how the last walks ended
                             select walk_id, scope, state, outcome, walk_ledger.merchants
                             from walk join walk_ledger using (walk_id) order by walk_id desc limit 20;
                  Pushes     http://%2$s:%3$d/push/{component_appid}
                  Health     http://%2$s:%4$d/q/health
                  Metrics    http://%2$s:%4$d/q/metrics
                  Alerts     below, after |: what a WeCom group would read
                  Platform   http://%2$s:%5$d/simulator/merchants?count=3 (the truth), /simulator/calls, /simulator/pushes

                Stop it with Ctrl-C.
                """.formatted(
                        EmbeddedDatabase.jdbcUrl(ports.database()).replace("jdbc:postgresql://", "postgresql://demo@"),
                        Ports.HOST,
                        ports.pushes(),
                        ports.management(),
                        ports.platform(),
                        ports.console(),
                        password);
    }
}
