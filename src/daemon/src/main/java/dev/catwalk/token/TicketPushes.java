package dev.catwalk.token;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.ComponentApi;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Gets ticket pushes going again; the platform is asked at most once in ten minutes for the same silence, on any node. */
@Singleton
public class TicketPushes {
    private static final Logger LOG = Logger.getLogger(TicketPushes.class);

    private final ComponentTokenRows rows;
    private final ComponentApi api;

    TicketPushes(ComponentTokenRows rows, ComponentApi api) {
        this.rows = rows;
        this.api = api;
    }

    /** What came of it. */
    public sealed interface Restart {
        /** The platform took it; up to ten minutes pass until a ticket comes. */
        record Asked() implements Restart {}

        /** A node asked less than ten minutes ago: asking again would change nothing. */
        record AskedBefore() implements Restart {}

        record Refused(PlatformError why) implements Restart {}
    }

    /** Calls the platform: not for use within a transaction. */
    public Restart restart(ComponentAppId component) {
        if (!rows.claimPushRestart(component)) {
            return new Restart.AskedBefore();
        }
        try {
            api.startPushTicket(component);
            LOG.warnf("asked the platform to push verify tickets again; component=%s", component);
            return new Restart.Asked();
        } catch (PlatformException e) {
            LOG.warnf(
                    "ticket pushes could not be restarted; component=%s errcode=%s rid=%s reason=%s",
                    component, e.error().errcode(), e.error().rid(), e.error().reason());
            return new Restart.Refused(e.error());
        }
    }
}
