package dev.catwalk.alert;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
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

    private static final String OF_CHANNEL = """
            update app.alert_delivery set state = 'pending', failures = 0, next_attempt_at = :now
            where state = 'dead' and channel = :channel
            """;

    /**
     * All that are dead on this channel; one that was off because its receiver had gone is on again.
     *
     * @return how many
     */
    @Transactional
    public int all(Channel channel) {
        channels.enable(channel);
        return jdbi.withHandle(handle -> {
            int alerts = handle.createUpdate(OF_CHANNEL)
                    .bind("now", clock.instant())
                    .bind("channel", channel.sql())
                    .execute();
            handle.execute(CommitListener.NOTIFY);
            return alerts;
        });
    }

    private static final String UNKNOWN = """
            select asked from unnest(:alerts) as asked where not exists (select from app.alert where alert_id = asked)
            """;

    /** Those of these numbers that no alert has. */
    public List<Long> unknown(List<Long> alertIds) {
        return jdbi.withHandle(handle -> handle.createQuery(UNKNOWN)
                .bindArray("alerts", Long.class, alertIds)
                .mapTo(Long.class)
                .list());
    }

    private static final String OF_ALERTS = """
            update app.alert_delivery set state = 'pending', failures = 0, next_attempt_at = :now
            where state = 'dead' and alert_id = any(:alerts)
            """;

    /**
     * Those of these alerts that are dead, on whatever channel. A channel that is off stays off.
     *
     * @return how many deliveries
     */
    @Transactional
    public int alerts(List<Long> alertIds) {
        return jdbi.withHandle(handle -> {
            int deliveries = handle.createUpdate(OF_ALERTS)
                    .bind("now", clock.instant())
                    .bindArray("alerts", Long.class, alertIds)
                    .execute();
            handle.execute(CommitListener.NOTIFY);
            return deliveries;
        });
    }
}
