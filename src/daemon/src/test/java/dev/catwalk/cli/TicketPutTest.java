package dev.catwalk.cli;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.Catwalk;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.VerifyTickets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class TicketPutTest {
    private static final int MERCHANTS = 3;
    private static final VerifyTicket OLD = new VerifyTicket("ticket@@@OLD");

    @Inject
    Worker worker;

    @Inject
    TicketsCommand.Run tickets;

    @Inject
    VerifyTickets stored;

    private SimulatedPlatform platform;

    @BeforeEach
    void begin() {
        platform = worker.begin(SimulatorOptions.builder().merchants(MERCHANTS));
    }

    @Test
    void theFirstTicketIsStoredAndTheRunningDaemonListsTheMerchantsWithIt() throws Exception {
        // given
        VerifyTicket ticket = new VerifyTicket(platform.component().ticket());

        // when
        Ran ran = run(() -> tickets.put(Worker.COMPONENT, ticket));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("the ticket of component " + Worker.COMPONENT + " is stored");
        assertThat(ran.out() + ran.err()).doesNotContain(ticket.value());
        Awaitility.await("the walk that the first roster ends with")
                .until(() -> (Long) worker.value("select count(*) from reporting.walk") == 1);
        worker.awaitWalks();
        assertThat(worker.value("select count(*) from reporting.merchant_coverage"))
                .isEqualTo((long) MERCHANTS);
    }

    @Test
    void aLiveTicketThatCameByPushIsKept() throws Exception {
        // given
        worker.takeTicket();
        SettableClock.INSTANCE.advance(Duration.ofHours(11));

        // when
        Ran ran = run(() -> tickets.put(Worker.COMPONENT, OLD));

        // then
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("which is kept; nothing was changed");
        worker.readRoster();
        assertThat(platform.calls().answered().get(Api.COMPONENT_TOKEN).keySet())
                .containsExactly(0);
        worker.awaitWalks();
    }

    @Test
    void anExpiredTicketIsReplacedAndTheNextPushReplacesTheOneByHand() throws Exception {
        // given
        stored.store(Worker.COMPONENT, OLD, SettableClock.INSTANCE.instant());
        SettableClock.INSTANCE.advance(Duration.ofHours(13));
        VerifyTicket ticket = new VerifyTicket(platform.component().ticket());

        // when
        Ran ran = run(() -> tickets.put(Worker.COMPONENT, ticket));

        // then
        assertThat(ran.out()).contains("is stored");
        assertThat(stored.store(
                        Worker.COMPONENT,
                        ticket,
                        SettableClock.INSTANCE.instant().minus(Duration.ofMinutes(5))))
                .isTrue();
        worker.awaitWalks();
    }

    @Test
    void aComponentThatIsNotConfiguredIsRefused() throws Exception {
        // when
        Ran ran = run(() -> tickets.put(new ComponentAppId("wxeeeeeeeeeeeeeeee"), OLD));

        // then
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("component wxeeeeeeeeeeeeeeee is not in the configuration");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '§',
            value = {
                "§§, empty",
                "§ \n§, empty",
                "§ticket@@@A\nticket@@@B§, several lines",
                "ticket@@@A B, one word",
                "<xml><ComponentVerifyTicket>ticket@@@A</ComponentVerifyTicket></xml>, not XML or JSON",
                "{\"component_verify_ticket\":\"ticket@@@A\"}, not XML or JSON",
                "\"ticket@@@A\", quotation marks",
                "'ticket@@@A', quotation marks",
                "s:10:\"ticket@@@A\";, as PHP writes it"
            })
    void whatIsNoTicketIsRefusedAndNotRepeated(String input, String complaint) throws Exception {
        // when
        Ran ran = put(input);

        // then
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("catwalk: standard input: ").contains(complaint);
        assertThat(ran.out() + ran.err()).doesNotContain("ticket@@@A");
    }

    @Test
    void aTicketWithoutEndIsRefused() throws Exception {
        assertThat(put("t".repeat(1025)).err()).contains("longer than 1024 characters");
    }

    private static Ran put(String input) throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            return run(() -> Catwalk.commandLine().execute("tickets", "put", "--component", Worker.COMPONENT.value()));
        } finally {
            System.setIn(before);
        }
    }
}
