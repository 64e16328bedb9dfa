package dev.catwalk.delivery;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Which channels are off, and which node sends to a channel that only one may send to. */
@Singleton
public class ChannelStates {
    private final Jdbi jdbi;
    private final Clock clock;
    private final String node = UUID.randomUUID().toString();

    ChannelStates(Jdbi jdbi, Clock clock) {
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

    private static final String HOLD = """
            update app.alert_channel set held_by = :node, held_until = app.now() + :lease
            where channel = :channel and (held_by is null or held_by = :node or held_until <= app.now())
            """;

    /** @return whether this node is the one that sends to the channel, until the lease ends */
    @Transactional
    public boolean hold(Destination destination, Duration lease) {
        return jdbi.withHandle(handle -> handle.createUpdate(HOLD)
                        .bind("channel", key(destination))
                        .bind("node", node)
                        .bind("lease", lease)
                        .execute()
                == 1);
    }

    private static final String LET_GO = """
            update app.alert_channel set held_by = null, held_until = null where channel = :channel and held_by = :node
            """;

    @Transactional
    public void letGo(Destination destination) {
        jdbi.useHandle(handle -> handle.createUpdate(LET_GO)
                .bind("channel", key(destination))
                .bind("node", node)
                .execute());
    }

    private static final String DISABLE = """
            update app.alert_channel set disabled_at = :now, disabled_address = :address where channel = :channel
            """;

    /** The receiver at this address wants no more. */
    @Transactional
    public void disable(Destination destination) {
        jdbi.useHandle(handle -> handle.createUpdate(DISABLE)
                .bind("channel", key(destination))
                .bind("address", digest(destination.address()))
                .bind("now", clock.instant())
                .execute());
    }

    private static final String ENABLE = """
            update app.alert_channel set disabled_at = null, disabled_address = null where channel = :channel
            """;

    @Transactional
    void enable(DeliveryTable table, String name) {
        jdbi.useHandle(handle ->
                handle.createUpdate(ENABLE).bind("channel", key(table, name)).execute());
    }

    private static final String DISABLED = """
            select disabled_at from app.alert_channel where channel = :channel and disabled_address = :address
            """;

    /** Since when the receiver at this address wants no more; empty for one at another address, which was not asked yet. */
    public Optional<Instant> disabledAt(Destination destination) {
        return jdbi.withHandle(handle -> handle.createQuery(DISABLED)
                .bind("channel", key(destination))
                .bind("address", digest(destination.address()))
                .mapTo(Instant.class)
                .findOne());
    }

    private static String key(Destination destination) {
        return key(destination.table(), destination.name());
    }

    private static String key(DeliveryTable table, String name) {
        return table.channelKey(name);
    }

    /** An address holds secrets, so only its digest is kept. */
    private static byte[] digest(String address) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
