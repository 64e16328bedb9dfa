package dev.catwalk.api;

import dev.catwalk.api.SharedReads.NotReadException;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.database.Columns;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.database.RepeatedWork;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Who was handed which token: counted in memory and written together every two seconds, so that no hand-out costs a transaction.
 * While the database is away they wait; when too many wait, no more tokens are handed out.
 */
@Singleton
class HandOuts {
    private static final Logger LOG = Logger.getLogger(HandOuts.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Some 30 MB of heap. */
    private static final int MOST = 100_000;

    private final Rows rows;
    private final Clock clock;
    private final RepeatedWork repeated;
    private final Map<HandOut, Count> waiting = new ConcurrentHashMap<>();
    /** When each key was used last, by its number. */
    private final Map<Long, Instant> uses = new ConcurrentHashMap<>();

    HandOuts(Rows rows, Clock clock, RepeatedWork repeated) {
        this.rows = rows;
        this.clock = clock;
        this.repeated = repeated;
    }

    /** @param merchant empty: the component's own token, whose generation is 0 */
    private record HandOut(
            long keyId, ComponentAppId component, Optional<MerchantAppId> merchant, long generation, String address) {}

    private record Count(Instant first, Instant last, long times) {
        private Count and(Count other) {
            return new Count(
                    first.isBefore(other.first) ? first : other.first, later(last, other.last), times + other.times);
        }
    }

    /** @throws NotReadException when it could not be written down */
    void record(
            ApiKey key, ComponentAppId component, Optional<MerchantAppId> merchant, long generation, String address) {
        if (waiting.size() >= MOST) {
            throw new NotReadException("too many hand-outs wait to be written down", null);
        }
        Instant now = clock.instant();
        waiting.merge(
                new HandOut(key.id(), component, merchant, generation, address), new Count(now, now, 1), Count::and);
    }

    void used(ApiKey key) {
        uses.merge(key.id(), clock.instant(), HandOuts::later);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Writes from now on, until the process ends. */
    void begin() {
        repeated.begin("api-hand-outs", PAUSE, this::write);
    }

    /** After the port is closed. */
    void end(@Observes @Priority(6_000) ShutdownEvent end) {
        write();
    }

    /** Never fails: what could not be written waits on. */
    synchronized void write() {
        Map<HandOut, Count> handOuts = taken(waiting);
        Map<Long, Instant> used = taken(uses);
        if (handOuts.isEmpty() && used.isEmpty()) {
            return;
        }
        try {
            rows.add(List.copyOf(handOuts.entrySet()), List.copyOf(used.entrySet()));
        } catch (RuntimeException e) {
            handOuts.forEach((what, count) -> waiting.merge(what, count, Count::and));
            used.forEach((key, last) -> uses.merge(key, last, HandOuts::later));
            if (!DatabaseAway.isCauseOf(e)) {
                LOG.errorf(
                        "hand-outs of tokens could not be written down; failure=%s",
                        e.getClass().getName());
            }
        }
    }

    private static <K, V> Map<K, V> taken(Map<K, V> from) {
        Map<K, V> taken = new HashMap<>();
        from.keySet().forEach(key -> taken.put(key, from.remove(key)));
        return taken;
    }

    /** Each method is one short transaction. */
    @Singleton
    static class Rows {
        private final Jdbi jdbi;

        Rows(Jdbi jdbi) {
            this.jdbi = jdbi;
        }

        // In one order, so that two nodes do not block each other.
        private static final String ADD = """
                insert into app.token_handout as t
                  (api_key_id, component_appid, merchant_appid, generation, address, first_at, last_at, times)
                select key_id, component, merchant, generation, address, first_at, last_at, times
                from unnest(:keys, :components, :merchants, :generations, :addresses, :firsts, :lasts, :times)
                  as n (key_id, component, merchant, generation, address, first_at, last_at, times)
                order by component, merchant, generation, key_id, address
                on conflict (component_appid, merchant_appid, generation, api_key_id, address) do update
                set first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at),
                  times = t.times + excluded.times
                """;

        private static final String USED = """
                update app.api_key k set last_used_at = n.last_at
                from unnest(:keys, :lasts) as n (key_id, last_at)
                where k.api_key_id = n.key_id and (k.last_used_at is null or k.last_used_at < n.last_at)
                """;

        @Transactional
        void add(List<Map.Entry<HandOut, Count>> handOuts, List<Map.Entry<Long, Instant>> uses) {
            jdbi.useHandle(handle -> {
                Columns.of(handle.createUpdate(ADD), handOuts)
                        .bind("keys", Long.class, row -> row.getKey().keyId())
                        .bind("components", String.class, row -> row.getKey()
                                .component()
                                .value())
                        .bind("merchants", String.class, row -> row.getKey()
                                .merchant()
                                .map(MerchantAppId::value)
                                .orElse(""))
                        .bind("generations", Long.class, row -> row.getKey().generation())
                        .bind("addresses", String.class, row -> row.getKey().address())
                        .bind("firsts", Instant.class, row -> row.getValue().first())
                        .bind("lasts", Instant.class, row -> row.getValue().last())
                        .bind("times", Long.class, row -> row.getValue().times())
                        .statement()
                        .execute();
                Columns.of(handle.createUpdate(USED), uses)
                        .bind("keys", Long.class, Map.Entry::getKey)
                        .bind("lasts", Instant.class, Map.Entry::getValue)
                        .statement()
                        .execute();
            });
        }
    }
}
