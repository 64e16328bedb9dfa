package dev.catwalk.category;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.platform.Recent;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Counts fields of a category that no code of ours knows, so that {@code doctor} can name what the platform added. They
 * do not enter the content hash, so no snapshot would show them. Counted in memory and written once a minute, a new name at
 * once; what a process that dies had not written is counted again with the next answers.
 */
@Singleton
public class UnknownFields {
    private static final Logger LOG = Logger.getLogger(UnknownFields.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_NAMES = 100;

    private static final Set<String> KNOWN =
            Set.of("first", "first_name", "second", "second_name", "audit_status", "audit_reason", "is_expired");

    /** What may be shown on a terminal; of other names only that there are some. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final String OTHER = "(other)";

    private final Jdbi jdbi;
    private final Clock clock;
    private final Map<String, LongAdder> unwritten = new ConcurrentHashMap<>();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Instant writtenAt = Instant.MIN;

    UnknownFields(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** To be called outside of transactions, with the answer of a valid snapshot. */
    public void notice(JsonNode answer) {
        boolean any = false;
        for (JsonNode category : answer.path("categories")) {
            for (Map.Entry<String, JsonNode> field : category.properties()) {
                if (!KNOWN.contains(field.getKey())) {
                    unwritten
                            .computeIfAbsent(name(field.getKey()), name -> new LongAdder())
                            .increment();
                    any = true;
                }
            }
        }
        if (any && isDue() && writing.tryLock()) {
            try {
                write();
            } catch (RuntimeException e) {
                // No visit fails for want of this count; the next answer tries again.
                LOG.debug("unknown fields could not be counted", e);
            } finally {
                writing.unlock();
            }
        }
    }

    private String name(String field) {
        boolean fits = unwritten.size() < MOST_NAMES || unwritten.containsKey(field);
        return fits && PLAIN.matcher(field).matches() ? field : OTHER;
    }

    private boolean isDue() {
        return !written.containsAll(unwritten.keySet()) || !Recent.isWithin(PAUSE, writtenAt, clock.instant());
    }

    private static final String COUNT = """
            insert into app.unknown_field as f (field_name, last_read_at, times)
            select name, :now, times from unnest(:names, :times) as read (name, times)
            order by name
            on conflict (field_name) do update set last_read_at = excluded.last_read_at, times = f.times + excluded.times
            """;

    private void write() {
        List<String> names = List.copyOf(unwritten.keySet());
        List<Long> times = new ArrayList<>();
        names.forEach(name -> times.add(unwritten.get(name).sumThenReset()));
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> handle.createUpdate(COUNT)
                        .bind("now", clock.instant())
                        .bindArray("names", String.class, names)
                        .bindArray("times", Long.class, times)
                        .execute()));
        written.addAll(names);
        writtenAt = clock.instant();
    }
}
