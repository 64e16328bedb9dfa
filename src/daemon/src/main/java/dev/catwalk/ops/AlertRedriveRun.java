package dev.catwalk.ops;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Redrive;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;

/** Gives dead deliveries another life. */
@Singleton
@Unremovable
class AlertRedriveRun {
    private final Redrive redrive;

    AlertRedriveRun(Redrive redrive) {
        this.redrive = redrive;
    }

    /** @param channel everything that is dead there; null for the alerts with these ids */
    int run(Channel channel, List<Long> alerts) {
        int deliveries = channel == null ? redrive.alerts(alerts) : redrive.all(channel);
        System.out.println(
                deliveries == 0 ? "none was dead" : deliveries + " due again; a running daemon delivers them now");
        return ExitCode.DONE;
    }
}
