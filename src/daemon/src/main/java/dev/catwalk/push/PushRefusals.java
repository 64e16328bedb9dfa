package dev.catwalk.push;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.Recent;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * The last request of each component that was refused or ignored, by reason, in the database: for a reader in another
 * process that finds no ticket.
 *
 * <ol>
 *   <li>The answer to the request never waits for it, and a request is refused all the same when it cannot be written.
 *   <li>Strangers decide how many requests are refused, so each reason is written at most once a minute, with the number of
 *       those since, and one write of it is in flight at most.
 * </ol>
 */
@Singleton
public class PushRefusals {
    private static final Logger LOG = Logger.getLogger(PushRefusals.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

    PushRefusals(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /**
     * What became known of the refusals for one reason.
     *
     * @param lastAt at most a minute before the very last one
     */
    public record Refused(Refusal reason, Instant lastAt, long count) {}

    private record Kind(ComponentAppId component, Refusal reason) {}

    /** Returns at once. */
    void refused(ComponentAppId component, Refusal reason) {
        Kind kind = new Kind(component, reason);
        Tally tally = tallies.computeIfAbsent(kind, _ -> new Tally());
        Instant now = clock.instant();
        tally.add(now)
                .ifPresent(
                        count -> Thread.ofVirtual().name("push-refusal").start(() -> write(kind, now, count, tally)));
    }

    private static final String WRITE = """
            insert into app.push_refusal as r (component_appid, reason, refused_at, refusal_count)
            values (:component, :reason, :at, :count)
            on conflict (component_appid, reason) do update
              set refused_at = greatest(r.refused_at, excluded.refused_at),
                  refusal_count = r.refusal_count + excluded.refusal_count
            """;

    private void write(Kind kind, Instant at, long count, Tally tally) {
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> jdbi.useHandle(handle -> handle.createUpdate(WRITE)
                            .bind("component", kind.component().value())
                            .bind("reason", kind.reason().word())
                            .bind("at", at)
                            .bind("count", count)
                            .execute()));
        } catch (RuntimeException e) {
            // Metric and log report it as well; a database that is away is reported by everything else.
            LOG.debug("a refused push could not be recorded", e);
        } finally {
            tally.written();
        }
    }

    private static final String OF_COMPONENT = """
            select reason, refused_at as last_at, refusal_count as count from app.push_refusal
            where component_appid = :component order by refused_at desc
            """;

    /** The newest first. */
    public List<Refused> of(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_COMPONENT)
                .bind("component", component.value())
                .mapTo(Refused.class)
                .list());
    }

    /** Refusals of one kind that were not written yet. */
    private static final class Tally {
        private long unwritten;
        private boolean writing;
        private Instant writtenAt = Instant.MIN;

        /** @return how many are to be written now; empty when it is too early, or a write is under way */
        synchronized Optional<Long> add(Instant now) {
            unwritten++;
            if (writing || Recent.isWithin(PAUSE, writtenAt, now)) {
                return Optional.empty();
            }
            long due = unwritten;
            unwritten = 0;
            writing = true;
            writtenAt = now;
            return Optional.of(due);
        }

        synchronized void written() {
            writing = false;
        }
    }
}
