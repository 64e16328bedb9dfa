package dev.catwalk.cli;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.StopSignals;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The daemon, until a signal ends it. */
@Singleton
@Unremovable
class ServeRun {
    private static final Logger LOG = Logger.getLogger(ServeRun.class);

    private final Daemon daemon;
    private final Addresses addresses;

    ServeRun(Daemon daemon, Addresses addresses) {
        this.daemon = daemon;
        this.addresses = addresses;
    }

    int run() {
        daemon.begin();
        LOG.infof("up; pushes=%s health=%s metrics=%s", addresses.pushes(), addresses.health(), addresses.metrics());
        StopSignals.await();
        return ExitCode.DONE;
    }
}
