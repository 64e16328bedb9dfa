package dev.catwalk.delivery;

import dev.catwalk.encryption.Sha256;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.jdbi.v3.core.Jdbi;

/** Which channels are off, and which node, if any, sends to a channel that only one may send to. */
@Singleton
public class ChannelStates {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /**
     * What ends later than the longest by more than this was made before the database's clock was set back. Not by less: while
     * a row's lock was waited for, another node may have held the channel anew.
     */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Rows rows;
    private final Jdbi jdbi;
    private final Clock clock;
    private final String node = UUID.randomUUID().toString();

    ChannelStates(Rows rows, Jdbi jdbi, Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String REGISTER = """
            insert into app.alert_channel (channel) select unnest(:channels) on conflict do nothing
            """;

    /** Makes a row for each channel. Idempotent. */
    @Transactional
    public void register(List<? extends Destination> destinations) {
        jdbi.useHandle(handle -> handle.createUpdate(REGISTER)
                .bindArray(
                        "channels",
                        String.class,
                        destinations.stream().map(ChannelStates::key).toList())
                .execute());
    }

    /** @return whether this node is the one that sends to the channel, until the lease ends; none is during a pause */
    @Transactional
    public boolean hold(Destination destination, Duration lease) {
        return rows.findByIdOptional(key(destination), LockModeType.PESSIMISTIC_WRITE)
                .map(row -> row.hold(node, lease))
                .orElse(false);
    }

    @Transactional
    public void release(Destination destination) {
        rows.update("heldBy = null, heldUntil = null where channel = ?1 and heldBy = ?2", key(destination), node);
    }

    /** No node may hold the channel for this long, which is ten minutes at most. */
    @Transactional
    public void pause(Destination destination, Duration pause) {
        rows.update("pausedUntil = ?1 where channel = ?2", clock.instant().plus(pause), key(destination));
    }

    /** The receiver at this address wants no more. */
    @Transactional
    public void disable(Destination destination) {
        rows.update(
                "disabledAt = ?1, disabledAddress = ?2 where channel = ?3",
                clock.instant(),
                Sha256.of(destination.address()),
                key(destination));
    }

    @Transactional
    void enable(DeliveryTable table, String name) {
        rows.update("disabledAt = null, disabledAddress = null where channel = ?1", key(table, name));
    }

    /** Since when the receiver at this address wants no more; empty for one at another address, which was not asked yet. */
    @Transactional
    Optional<Instant> disabledAt(Destination destination) {
        return rows.find("channel = ?1 and disabledAddress = ?2", key(destination), Sha256.of(destination.address()))
                .firstResultOptional()
                .map(row -> row.disabledAt);
    }

    private static String key(Destination destination) {
        return key(destination.table(), destination.name());
    }

    private static String key(DeliveryTable table, String name) {
        return table.channelKey(name);
    }

    /** A channel's row. */
    @Entity(name = "Channel")
    @Table(schema = "app", name = "alert_channel")
    @DynamicUpdate
    static class Row {
        @Id
        String channel;

        String heldBy;
        Instant heldUntil;
        Instant pausedUntil;
        Instant disabledAt;
        byte[] disabledAddress;

        /** When this row was read, by the database's clock: leases begin and end by it. */
        @Formula("app.now()")
        Instant readAt;

        private boolean hold(String node, Duration lease) {
            boolean isPaused = lasts(pausedUntil, LONGEST_PAUSE);
            boolean isHeld = heldBy != null && !heldBy.equals(node) && lasts(heldUntil, lease);
            if (isPaused || isHeld) {
                return false;
            }
            heldBy = node;
            heldUntil = readAt.plus(lease);
            return true;
        }

        private boolean lasts(Instant end, Duration longest) {
            return end != null
                    && end.isAfter(readAt)
                    && !end.isAfter(readAt.plus(longest).plus(MARGIN));
        }
    }

    @Singleton
    static class Rows implements PanacheRepositoryBase<Row, String> {}
}
