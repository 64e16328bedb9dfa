package dev.catwalk.cli;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.VerifyTicket;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class BorrowedTicketTest {
    @Inject
    Worker worker;

    @Inject
    TicketsCommand.Run tickets;

    @Test
    void aComponentThatBorrowsItsTokensTakesNoTicketByHand() throws Exception {
        // given
        worker.begin(SimulatorOptions.builder().merchants(1));

        // when
        Ran ran = run(() -> tickets.put(Worker.COMPONENT, new VerifyTicket("ticket@@@OLD")));

        // then
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("the tokens of component " + Worker.COMPONENT + " are borrowed");
        assertThat(worker.value("select count(*) from app.component_token where verify_ticket is not null"))
                .isEqualTo(0L);
    }
}
