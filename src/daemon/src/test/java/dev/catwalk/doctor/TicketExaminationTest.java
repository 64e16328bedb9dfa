package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why no ticket came, as far as the database can tell. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class TicketExaminationTest {
    @Inject
    Worker worker;

    @Inject
    TicketExamination examination;

    private final SettableClock clock = SettableClock.INSTANCE;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, OK", "PT20M, OK", "PT21M, WARN", "PT11H, WARN", "PT12H, FAIL"})
    void theOlderTheWorse(Duration age, Status status) {
        // given
        worker.takeTicket();

        // when
        clock.advance(age);

        // then
        assertThat(finding().status()).isEqualTo(status);
    }

    @Test
    void aTicketThatNeverCameIsAFailure() {
        // given
        aDaemonListens();

        // then
        assertThat(finding().status()).isEqualTo(Status.FAIL);
        assertThat(finding().seen()).contains("none has ever arrived", "no push of the platform arrives");
        assertThat(finding().advice()).contains("POST /push/" + Worker.COMPONENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            signature     | refused: not signed with our push token   | catwalk.component.push-token
            undecryptable | refused: our AES key does not open them   | catwalk.component.encoding-aes-key
            component     | refused: they are another component's     | authorization-event URL
            not_of_today  | ignored: not signed within a day of now   | the database's clock
            other_address | ignored: they come to the address of the other kind | $APPID$
            """)
    void pushesThatWereRefusedOrIgnoredSinceAreTheCause(String reason, String seen, String advice) {
        // given
        anOldTicket();
        aDaemonListens();
        refused(reason, clock.instant().minusSeconds(30));

        // when
        Finding finding = finding();

        // then
        assertThat(finding.status()).isEqualTo(Status.WARN);
        assertThat(finding.seen()).contains("pushes arrive and are " + seen);
        assertThat(finding.advice()).contains(advice);
    }

    @Test
    void theNewestRefusalCounts() {
        // given
        anOldTicket();
        refused("signature", clock.instant().minusSeconds(60));
        refused("undecryptable", clock.instant().minusSeconds(30));

        // then
        assertThat(finding().seen()).contains("AES key");
    }

    @Test
    void refusalsFromBeforeTheTicketAndStrangersNoiseAreNot() {
        // given
        anOldTicket();
        aDaemonListens();
        refused("signature", clock.instant().minus(Duration.ofHours(5)));
        refused("parameters", clock.instant());

        // then
        assertThat(finding().seen()).contains("no push of the platform arrives");
    }

    @Test
    void aDaemonThatWasAwayIsTheCause() {
        // given
        aDaemonListens();
        anOldTicket();

        // then
        assertThat(finding().seen()).contains("no daemon was running to receive it since");
        assertThat(finding().advice()).contains("start the daemon");
    }

    private Finding finding() {
        return examination.make().getFirst();
    }

    private void anOldTicket() {
        worker.takeTicket();
        clock.advance(Duration.ofHours(1));
    }

    private void aDaemonListens() {
        worker.jdbi().useHandle(handle -> handle.createUpdate(
                        "update app.component set ticket_watched_at = :now, ticket_listening_since = :now")
                .bind("now", clock.instant())
                .execute());
    }

    private void refused(String reason, Instant at) {
        worker.jdbi().useHandle(handle -> handle.createUpdate(
                        "insert into app.push_refusal values (:component, :reason, :at, 3)")
                .bind("component", Worker.COMPONENT.value())
                .bind("reason", reason)
                .bind("at", at)
                .execute());
    }
}
