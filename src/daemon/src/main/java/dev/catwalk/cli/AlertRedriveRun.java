package dev.catwalk.cli;

import dev.catwalk.alert.Channel;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.launch.ExitCode;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** Gives dead deliveries another life. */
@Singleton
@Unremovable
class AlertRedriveRun {
    private final Redrive redrive;

    AlertRedriveRun(Redrive redrive) {
        this.redrive = redrive;
    }

    /**
     * @param channel everything that is dead there; null for the alerts with these ids
     * @return not done when an alert that was named is not known or was not dead
     */
    int run(Channel channel, List<Long> alerts) {
        List<Long> unknown = redrive.unknown(DeliveryTable.ALERTS, alerts);
        if (!unknown.isEmpty()) {
            System.err.println("catwalk: there is no alert "
                    + unknown.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        int deliveries = channel == null
                ? redrive.items(DeliveryTable.ALERTS, alerts)
                : redrive.all(DeliveryTable.ALERTS, channel.code());
        if (deliveries > 0) {
            System.out.println(deliveries + " due again; a running daemon delivers them now");
        } else if (unknown.isEmpty() || unknown.size() < alerts.size()) {
            System.out.println("none was dead" + (channel == null ? "; alerts list shows what waits" : ""));
        }
        // A channel without dead alerts is well; an alert that was named should have been dead.
        boolean done = unknown.isEmpty() && (channel != null || deliveries > 0);
        return done ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
