package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.Recent;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * When a customer last wrote something that no relay takes: for {@code doctor}, which is another process. Customers decide how
 * often that is, so it is written once a minute at most, and nothing waits for it.
 */
@Singleton
public class MissedMessages {
    private static final Logger LOG = Logger.getLogger(MissedMessages.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Map<ComponentAppId, Instant> writtenAt = new ConcurrentHashMap<>();

    MissedMessages(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String WRITE =
            "update app.component set missed_message_at = :now where component_appid = :component";

    /** Returns at once. */
    void missed(ComponentAppId component) {
        Instant now = clock.instant();
        Instant written =
                writtenAt.merge(component, now, (before, _) -> Recent.isWithin(PAUSE, before, now) ? before : now);
        if (written == now) {
            Thread.ofVirtual().name("missed-message").start(() -> write(component, now));
        }
    }

    private void write(ComponentAppId component, Instant now) {
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> jdbi.useHandle(handle -> handle.createUpdate(WRITE)
                            .bind("now", now)
                            .bind("component", component.value())
                            .execute()));
        } catch (RuntimeException e) {
            LOG.debug("a missed message could not be noted", e);
        }
    }

    private static final String LAST =
            "select missed_message_at from app.component where component_appid = :component and missed_message_at > :since";

    /** A minute early at most; empty when there was none since then. */
    public Optional<Instant> last(ComponentAppId component, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery(LAST)
                .bind("component", component.value())
                .bind("since", since)
                .mapTo(Instant.class)
                .findOne());
    }
}
