package dev.catwalk.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Gives dead deliveries another life: they are due now, with all their attempts before them. */
@Singleton
public class Redrive {
    private final Jdbi jdbi;
    private final ChannelStates channels;
    private final Clock clock;

    Redrive(Jdbi jdbi, ChannelStates channels, Clock clock) {
        this.jdbi = jdbi;
        this.channels = channels;
        this.clock = clock;
    }

    /** In one transaction: after days without a receiver millions are dead, more than one statement can take. */
    static final int PAGE = 10_000;

    private static final String OF_CHANNEL = """
            with page as (
              select <id> from <deliveries>
              where state = 'dead' and channel = :channel and <id> > :after
              order by <id> limit :limit
              for update)
            update <deliveries> as d set state = 'pending', failures = 0, next_attempt_at = :now
            from page where d.<id> = page.<id> and d.channel = :channel
            returning d.<id>
            """;

    /**
     * All that are dead on this channel; one that was off because its receiver answered 410 Gone is on again.
     *
     * @return how many
     */
    public int all(DeliveryTable table, String channel) {
        channels.enable(table, channel);
        int deliveries = 0;
        List<Long> page = List.of(0L);
        // Ends with the items: what is dead again meanwhile is behind.
        do {
            page = page(table, channel, Collections.max(page));
            deliveries += page.size();
        } while (page.size() == PAGE);
        return deliveries;
    }

    private List<Long> page(DeliveryTable table, String channel, long after) {
        return QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle -> {
                    List<Long> ids = table.in(handle.createQuery(OF_CHANNEL))
                            .bind("now", clock.instant())
                            .bind("channel", channel)
                            .bind("after", after)
                            .bind("limit", PAGE)
                            .mapTo(Long.class)
                            .list();
                    handle.execute(CommitListener.NOTIFY);
                    return ids;
                }));
    }

    private static final String UNKNOWN = """
            select asked from unnest(:ids) as asked where not exists (select from <items> where <id> = asked)
            """;

    /** Those of these numbers that no item has. */
    public List<Long> unknown(DeliveryTable table, List<Long> ids) {
        return jdbi.withHandle(handle -> table.in(handle.createQuery(UNKNOWN))
                .bindArray("ids", Long.class, ids)
                .mapTo(Long.class)
                .list());
    }

    private static final String DEAD_ELSEWHERE = """
            select distinct channel from <deliveries>
            where state = 'dead' and <id> = any(:ids) and channel <> all(:channels)
            order by channel
            """;

    /** The other channels on which some of these items are dead. */
    public List<String> deadElsewhere(DeliveryTable table, List<Long> ids, List<String> channels) {
        return jdbi.withHandle(handle -> table.in(handle.createQuery(DEAD_ELSEWHERE))
                .bindArray("ids", Long.class, ids)
                .bindArray("channels", String.class, channels)
                .mapTo(String.class)
                .list());
    }

    private static final String OF_ITEMS = """
            update <deliveries> set state = 'pending', failures = 0, next_attempt_at = :now
            where state = 'dead' and <id> = any(:ids) and channel = any(:channels)
            """;

    /**
     * Those of these items that are dead on one of these channels. A channel that is off stays off.
     *
     * @return how many deliveries
     */
    @Transactional
    public int items(DeliveryTable table, List<Long> ids, List<String> channels) {
        return jdbi.withHandle(handle -> {
            int deliveries = table.in(handle.createUpdate(OF_ITEMS))
                    .bind("now", clock.instant())
                    .bindArray("ids", Long.class, ids)
                    .bindArray("channels", String.class, channels)
                    .execute();
            handle.execute(CommitListener.NOTIFY);
            return deliveries;
        });
    }
}
