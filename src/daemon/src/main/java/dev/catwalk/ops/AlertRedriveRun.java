package dev.catwalk.ops;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.Redrive;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** Gives dead deliveries another life. Arguments: channel or nothing, ids of alerts. */
@Singleton
@Unremovable
class AlertRedriveRun implements QuarkusApplication {
    private final Redrive redrive;

    AlertRedriveRun(Redrive redrive) {
        this.redrive = redrive;
    }

    @Override
    public int run(String... args) {
        int deliveries = Channel.named(args[0])
                .map(redrive::all)
                .orElseGet(() -> redrive.alerts(
                        Stream.of(args).skip(1).map(Long::valueOf).toList()));
        System.out.println(
                deliveries == 0 ? "none was dead" : deliveries + " due again; a running daemon delivers them now");
        return ExitCode.DONE;
    }
}
