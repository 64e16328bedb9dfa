package dev.catwalk.health;

import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.relay.Relays;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Counts over all merchants, made at most twice a minute however often they are requested: each reads a whole index. */
@Singleton
class FleetFigures {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Jdbi jdbi;
    private final Relays relays;
    private Figures figures;
    private long countedAt;

    FleetFigures(Jdbi jdbi, Relays relays) {
        this.jdbi = jdbi;
        this.relays = relays;
    }

    /** The names of those that are configured. */
    List<String> relays() {
        return relays.names();
    }

    /** Fails when the database is away. */
    synchronized Figures now() {
        if (figures == null || System.nanoTime() - countedAt > KEPT.toNanos()) {
            figures = jdbi.withHandle(FleetFigures::count);
            countedAt = System.nanoTime();
        }
        return figures;
    }

    // From the index merchant_of_component alone.
    private static final String MERCHANTS = """
            select component_appid || '/' || authorization_state, count(*)
            from app.merchant group by component_appid, authorization_state
            """;

    // Categories of merchants that withdrew are not counted: nobody has to act on them.
    private static final String REJECTED = """
            select component_appid, count(*) from app.category join app.merchant using (merchant_id)
            where audit_status = 2 and authorization_state = 'authorized' group by component_appid
            """;

    private static final String EXPIRED = """
            select component_appid, count(*) from app.category join app.merchant using (merchant_id)
            where expired and authorization_state = 'authorized' group by component_appid
            """;

    private static final String PROBLEMS = """
            select component_appid || '/' || state, count(*) from app.problem join app.merchant using (merchant_id)
            where closed_at is null group by component_appid, state
            """;

    private static final String LAST_COMPLETED = """
            select scope, coalesce(extract(epoch from (
              select finished_at from app.walk where walk.scope = scopes.scope and state = 'completed'
              order by walk_id desc limit 1))::double precision, 'NaN')
            from unnest(array['all', 'under_review', 'merchant']) as scopes (scope)
            """;

    private static final String UNDELIVERED = """
            select channel || '/pending', count(*) from <deliveries> where state = 'pending' group by channel
            union all
            select channel || '/dead', count(*) from <deliveries> where state = 'dead' group by channel
            """;

    private static Figures count(Handle handle) {
        return new Figures(
                byKey(handle.createQuery(MERCHANTS)),
                byKey(handle.createQuery(REJECTED)),
                byKey(handle.createQuery(EXPIRED)),
                byKey(handle.createQuery(PROBLEMS)),
                byKey(handle.createQuery(LAST_COMPLETED)),
                byKey(DeliveryTable.ALERTS.in(handle.createQuery(UNDELIVERED))),
                byKey(DeliveryTable.PUSHES.in(handle.createQuery(UNDELIVERED))));
    }

    private static Counts byKey(Query query) {
        return query.reduceResultSet(new Counts(new HashMap<>()), (counts, row, context) -> {
            counts.byKey().put(row.getString(1), row.getDouble(2));
            return counts;
        });
    }

    /** @param lastCompleted in seconds since 1970; no number when there was none */
    record Figures(
            Counts merchants,
            Counts rejected,
            Counts expired,
            Counts problems,
            Counts lastCompleted,
            Counts undelivered,
            Counts notHandedOn) {}

    /** By component, channel, relay or scope, and where there are several by state. */
    record Counts(Map<String, Double> byKey) {
        /** What was not counted is none. */
        double of(String... key) {
            return byKey.getOrDefault(String.join("/", key), 0.0);
        }
    }
}
