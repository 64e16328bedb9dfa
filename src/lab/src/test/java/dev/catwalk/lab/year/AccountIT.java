package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.lab.surroundings.CatwalkScript;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    @Test
    void whatTheReportsSayAndIsNotSoIsFound() throws IOException {
        // given
        try (Scene scene = new Scene(temp, 1, 20, START, CatwalkScript.own())) {
            scene.open();
            Play play = new Play(scene, new PrintStream(OutputStream.nullOutputStream()), false);
            play.play(List.of(), START.plus(Duration.ofHours(2)));

            // when
            scene.database().handle().execute(CATEGORY_NOT_READ);
            scene.database().handle().execute(ALERT_OF_NOTHING);

            // then
            assertThatThrownBy(() -> play.play(List.of(), START.plus(Duration.ofHours(4))))
                    .isInstanceOf(WrongException.class)
                    .hasMessageContaining("falsified")
                    .hasMessageContaining("false: Raised")
                    .hasMessageContaining("merchant.revoked");
        }
    }
}
