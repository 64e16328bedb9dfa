package dev.catwalk.ops;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The daemon, until a signal ends it. */
@Singleton
@Unremovable
class ServeRun implements QuarkusApplication {
    private static final Logger LOG = Logger.getLogger(ServeRun.class);

    private final Daemon daemon;
    private final Addresses addresses;

    ServeRun(Daemon daemon, Addresses addresses) {
        this.daemon = daemon;
        this.addresses = addresses;
    }

    @Override
    public int run(String... args) {
        daemon.begin();
        LOG.infof("up; pushes=%s health=%s metrics=%s", addresses.pushes(), addresses.health(), addresses.metrics());
        StopSignals.await();
        return ExitCode.DONE;
    }
}
