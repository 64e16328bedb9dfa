package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.lab.surroundings.CatwalkScript;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountIT {
    private static final Instant START = Instant.parse("2027-10-20T00:00:00Z");

    @TempDir
    private Path temp;

    private static final String CATEGORY_NOT_READ = """
            update app.category set audit_reason = 'falsified' where merchant_id = (select min(merchant_id) from app.category)
            """;

    private static final String ALERT_OF_NOTHING = """
            with raised as (
              insert into app.alert (type, component_appid, merchant_id, raised_at, data)
              select 'merchant.revoked', component_appid, merchant_id, app.now(), '{}' from app.merchant
              where merchant_id = (select min(merchant_id) from app.category)
              returning alert_id)
            insert into app.alert_recorded (alert_id) select alert_id from raised
            """;

    private static final String ALERT_OF_SILENCE = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              select 'platform.ticket_overdue', component_appid, app.now(), '{}' from app.component
              returning alert_id)
            insert into app.alert_recorded (alert_id) select alert_id from raised
            """;

    private static final String WALK_WITHOUT_LEDGER_AFTER_THREE_HOURS = """
            insert into app.walk (scope, component_appid, planned_at, scheduled, started_at, finished_at, state, merchants)
            select scope, component_appid, planned_at + interval '3 hours', scheduled, started_at, finished_at, state, merchants
            from app.walk where scope = 'all' order by walk_id desc limit 1
            """;

    private static final String WALK_OF_TWO_MONTHS_AGO = """
            update app.walk set finished_at = finished_at - interval '2 months' where walk_id = (select min(walk_id) from app.walk)
            """;

    private static final String MEGABYTES = "create table public.ballast as select generate_series(1, 1000000) as n";

    @Test
    void whatTheReportsSayAndIsNotSoIsFound() throws IOException {
        // given
        try (Scene scene = new Scene(temp, 1, 20, START, CatwalkScript.own())) {
            Play play = played(scene, Duration.ofHours(3));

            // when
            Stream.of(
                            CATEGORY_NOT_READ,
                            ALERT_OF_NOTHING,
                            ALERT_OF_SILENCE,
                            WALK_WITHOUT_LEDGER_AFTER_THREE_HOURS,
                            WALK_OF_TWO_MONTHS_AGO,
                            MEGABYTES)
                    .forEach(scene.database().handle()::execute);
            refreshTwiceAtOnce(scene);

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(5))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("falsified")
                    .hasMessageContaining("false: Raised")
                    .hasMessageContaining("merchant.revoked")
                    .hasMessageContaining("false or doubled: alert 1 of a silence")
                    .hasMessageContaining("unbalanced")
                    .hasMessageContaining("no walk over all was due between")
                    .hasMessageContaining("a walk is kept that ended at 2027-08-2")
                    .hasMessageContaining("the database takes")
                    .hasMessageContaining("2 refreshes at once for")
                    .hasMessageContaining("refreshes within an hour for");
        }
    }

    private static final String TOKENS_ABOUT_TO_END =
            "update app.merchant_token set access_token_expires_at = app.now() where access_token is not null";

    @Test
    void aRefreshAtEachWalkIsFound() throws IOException {
        // given
        try (Scene scene = new Scene(temp, 1, 20, START, CatwalkScript.own())) {
            Play play = played(scene, Duration.ofHours(1));

            // when
            Stream.of(90, 150, 210)
                    .map(Duration::ofMinutes)
                    .forEach(after -> play.at(
                            START.plus(after), () -> scene.database().handle().execute(TOKENS_ABOUT_TO_END)));

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(5))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("refreshes again and again within three hours for")
                    .hasMessageNotContaining("refreshes within an hour");
        }
    }

    private static final String NO_WALK_ANY_MORE =
            "delete from quartz.qrtz_cron_triggers where trigger_name = 'walk-all'";

    @Test
    void aRestoreADeathAndALostScheduleHideNothing() throws IOException {
        try (Scene scene = new Scene(temp, 2, 20, START, CatwalkScript.own())) {
            // given
            Play play = played(scene, Duration.ofHours(1));
            play.operations().backUp();
            play.play(List.of(), START.plus(Duration.ofHours(3)));

            // when
            play.operations().restore();
            scene.database().handle().execute(CATEGORY_NOT_READ);

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(5))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("falsified");

            // when
            ProcessHandle daemon = ProcessHandle.of(scene.first().node().pid()).orElseThrow();
            daemon.destroyForcibly();
            daemon.onExit().join();

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(8))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("the first daemon ended by itself with exit code 137");

            // when
            scene.database().handle().execute(NO_WALK_ANY_MORE);

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(9))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("the stored schedules are {re")
                    .hasMessageContaining("walk-all=0 0 * * * ?");
        }
    }

    private static Play played(Scene scene, Duration length) {
        scene.open();
        Play play = new Play(scene, new PrintStream(OutputStream.nullOutputStream()), false);
        play.play(List.of(), START.plus(length));
        return play;
    }

    /** As two nodes would that do not know of each other; the platform counts what it refuses, too. */
    private static void refreshTwiceAtOnce(Scene scene) {
        HttpRequest refresh = HttpRequest.newBuilder(URI.create(scene.platform().uri()
                        + "/cgi-bin/component/api_authorizer_token" + "?component_access_token=any"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"component_appid\": \"%s\", \"authorizer_appid\": \"%s\", \"authorizer_refresh_token\": \"any\"}"
                                .formatted(
                                        scene.platform().component().appid(),
                                        scene.merchants().getFirst().appid())))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Stream.generate(() -> http.sendAsync(refresh, HttpResponse.BodyHandlers.discarding()))
                    .limit(2)
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }
}
