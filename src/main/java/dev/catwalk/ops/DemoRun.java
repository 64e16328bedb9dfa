package dev.catwalk.ops;

import dev.catwalk.platform.PlatformConfig;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** The daemon of the demo: shows where to look, then tells every few seconds what happened. */
@Singleton
@Unremovable
class DemoRun implements QuarkusApplication {
    private static final Duration NEWS_INTERVAL = Duration.ofSeconds(10);

    private final Daemon daemon;
    private final DemoNews news;
    private final Addresses addresses;
    private final PlatformConfig platform;
    private final String jdbcUrl;
    private final Jdbi jdbi;

    DemoRun(
            Daemon daemon,
            DemoNews news,
            Addresses addresses,
            PlatformConfig platform,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String jdbcUrl,
            Jdbi jdbi) {
        this.daemon = daemon;
        this.news = news;
        this.addresses = addresses;
        this.platform = platform;
        this.jdbcUrl = jdbcUrl;
        this.jdbi = jdbi;
    }

    @Override
    public int run(String... args) throws IOException, InterruptedException {
        daemon.begin();
        makeReader();
        pushTicket();
        System.out.println(welcome());
        try (var clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("news-", 0).factory())) {
            long millis = NEWS_INTERVAL.toMillis();
            clock.scheduleAtFixedRate(() -> System.out.println(news.next()), millis / 2, millis, TimeUnit.MILLISECONDS);
            StopSignals.await();
            clock.shutdownNow();
        }
        System.out.println("Stopping the demo; its data is kept.");
        return ExitCode.DONE;
    }

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

    /** Who looks around in the demo reads the views and nothing else, as in production. */
    private void makeReader() {
        jdbi.useHandle(handle -> handle.execute(MAKE_READER));
    }

    /** The platform brings a ticket every ten minutes; the demo does not wait for the next. */
    private void pushTicket() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest push = HttpRequest.newBuilder(URI.create(platform.url() + "/simulator/component/push-ticket"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            client.send(push, HttpResponse.BodyHandlers.discarding());
        }
    }

    private String welcome() {
        return """

                The demo is up. Nothing of it leaves this machine.

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
                  Pushes     %2$s{component_appid}
                  Health     %3$s
                  Metrics    %4$s
                  Alerts     below, after |: what a WeCom group would read
                  Platform   %5$s/simulator/merchants?count=3 (the truth), /simulator/calls, /simulator/pushes

                Stop it with Ctrl-C.
                """.formatted(
                        jdbcUrl.replace("jdbc:postgresql://", "postgresql://demo@"),
                        addresses.pushes(),
                        addresses.health(),
                        addresses.metrics(),
                        platform.url());
    }
}
