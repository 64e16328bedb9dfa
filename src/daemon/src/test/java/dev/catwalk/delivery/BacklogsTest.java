package dev.catwalk.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read to count what waits. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class BacklogsTest {
    @Inject
    Worker worker;

    @ParameterizedTest
    @CsvSource({"ALERTS, alert_delivery", "PUSHES, push_delivery"})
    void whatIsDeliveredIsNotRead(DeliveryTable table, String deliveries) {
        // when
        String plan = worker.jdbi().withHandle(handle -> {
            handle.execute("set enable_seqscan = off");
            return String.join(
                    "\n",
                    table.in(handle.createQuery("explain " + Backlogs.BACKLOGS))
                            .bindArray("channels", String.class, List.of("one", "other"))
                            .mapTo(String.class)
                            .list());
        });

        // then
        assertThat(plan).contains(deliveries + "_due", deliveries + "_dead");
    }
}
