package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.lab.surroundings.CatwalkScript;
import dev.catwalk.simulator.push.PushRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account finds what is planted in the history of changes and among the alerts. */
class ChangesAndAlertsIT {
    private static final Instant START = Instant.parse("2027-10-20T00:00:00Z");

    @TempDir
    private Path temp;

    /** As of a read that is out of date; nothing else shows it. */
    private static final String REJECTION_THAT_NEVER_WAS = """
            insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change, previous_status,
              audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id)
            select merchant_id, first_id, second_id, first_name, second_name, 'status_changed', audit_status, 2, 'falsified',
              app.now(), app.now(), false, snapshot_id, walk_id
            from app.audit_change where audit_status = 3 order by change_id limit 1
            """;

    private static final String REVOKED_TWICE = """
            with raised as (
              insert into app.alert (type, component_appid, merchant_id, raised_at, data)
              select 'merchant.revoked', component_appid, merchant_id, app.now(), '{}' from app.merchant
              cross join generate_series(1, 2)
              where merchant_id = (select min(merchant_id) from app.category)
              returning alert_id)
            insert into app.alert_recorded (alert_id) select alert_id from raised
            """;

    private static final String BACK_WITHOUT_A_LOSS = """
            with raised as (
              insert into app.alert (type, component_appid, merchant_id, raised_at, data)
              select 'merchant.recovered', component_appid, merchant_id, app.now(), '{}' from app.merchant
              where merchant_id = (select max(merchant_id) from app.category)
              returning alert_id)
            insert into app.alert_delivery (alert_id, channel, state, delivered_at)
            select alert_id, 'webhook', 'delivered', app.now() from raised
            """;

    private static final String REMINDED_AFTER_HOURS = """
            with raised as (
              insert into app.alert (type, component_appid, merchant_id, change_id, raised_at, data)
              select type, component_appid, merchant_id, change_id, app.now(), data || '{"reminder": true}' from app.alert
              where type = 'category.audit.rejected' order by alert_id limit 1
              returning alert_id)
            insert into app.alert_delivery (alert_id, channel, next_attempt_at)
            select alert_id, 'webhook', app.now() from raised
            """;

    @Test
    void whatIsPlantedIsFound() throws IOException {
        // given
        try (Scene scene = new Scene(temp, 1, 20, START, CatwalkScript.own())) {
            scene.open();
            Play play = new Play(scene, new PrintStream(OutputStream.nullOutputStream()), false);
            play.play(List.of(), START.plus(Duration.ofHours(2)));

            // when
            Stream.of(REJECTION_THAT_NEVER_WAS, REVOKED_TWICE, BACK_WITHOUT_A_LOSS, REMINDED_AFTER_HOURS)
                    .forEach(scene.database().handle()::execute);
            play.excuses().stop(START, START.plus(Duration.ofMinutes(30)), Duration.ZERO);

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(4))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("the platform never showed that: Change")
                    .hasMessageContaining("another number of alerts is due")
                    .hasMessageContaining("what the changes lead to for")
                    .hasMessageContaining("reported more than once: Open")
                    .hasMessageContaining("can be read, and counts as lost: [merchant.revoked]")
                    .hasMessageContaining("false: Raised")
                    .hasMessageContaining("type=merchant.recovered")
                    .hasMessageContaining("type=category.audit.rejected")
                    .hasMessageContaining("not for the one channel that there is: Row")
                    .hasMessageContaining("counts as delivered and its receiver has not got it")
                    .hasMessageContaining("no alert that every call is refused");
            assertThatThrownBy(() -> new PushAccount(scene).judge(auditPushWithoutARead(scene)))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("not read after PushRecord");
        }
    }

    private static PushRecord auditPushWithoutARead(Scene scene) {
        String readable = scene.merchants().stream()
                .filter(merchant -> CategoryAccount.isReadable(merchant.truth()))
                .findFirst()
                .orElseThrow()
                .appid();
        return new PushRecord(
                scene.now().plus(Duration.ofMinutes(10)),
                scene.platform().component().appid(),
                readable,
                "wxa_category_audit",
                PushRecord.Outcome.ACCEPTED,
                List.of());
    }
}
