package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.DeliveryTable;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertChannelsReadinessTest {
    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void channelWithoutTroubleIsOk() {
        assertThat(AlertChannelsReadiness.note(backlog(0, 0, null, null))).isEqualTo("ok");
    }

    @Test
    void waitingAlertsAreReportedWithTheLastFailure() {
        assertThat(AlertChannelsReadiness.note(backlog(12, 0, "status 500", null)))
                .isEqualTo("12 waiting, the oldest since 2026-11-22T10:00:00Z; last failure: status 500");
    }

    @Test
    void deadChannelSaysWhatToDo() {
        assertThat(AlertChannelsReadiness.note(backlog(1, 3, "no connection", null)))
                .isEqualTo("3 given up; last failure: no connection; repair the channel, then:"
                        + " catwalk alerts redrive --channel webhook");
    }

    @Test
    void goneReceiverSaysWhatToDo() {
        assertThat(AlertChannelsReadiness.note(backlog(0, 3, "status 410", SINCE)))
                .isEqualTo("off since 2026-11-22T10:00:00Z: the receiver answered 410 Gone; repair it, then:"
                        + " catwalk alerts redrive --channel webhook");
    }

    private static Backlog backlog(long pending, long dead, String error, Instant disabledAt) {
        return new Backlog(
                DeliveryTable.ALERTS,
                "webhook",
                pending,
                pending == 0 ? Optional.empty() : Optional.of(SINCE),
                dead,
                Optional.ofNullable(error),
                Optional.ofNullable(disabledAt));
    }
}
