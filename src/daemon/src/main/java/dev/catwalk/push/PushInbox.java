package dev.catwalk.push;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import dev.catwalk.relay.Relays;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;
import org.jdbi.v3.core.Jdbi;

/**
 * Every genuine push, as ciphertext, from before it is acknowledged until some days after it was acted upon.
 *
 * <p>A push is claimed for {@link #LEASE} by the database's clock, and its holder renews that while it acts; the lease only
 * saves work, since acting twice does no harm. When its holder dies, the lease runs out and the next claim takes the push
 * again, {@value #ATTEMPTS} times at most. The number of the attempt distinguishes one holder's claim from the next.
 */
@Singleton
class PushInbox implements PanacheRepository<PushInbox.Row> {
    /** With the pauses in between, a push is tried for half an hour. */
    static final int ATTEMPTS = 10;
    /** With the next sweep, within half a minute of its holder's death another acts on a push. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /**
     * The oldest push that waits for its component asks the platform each minute whether that works again; all are due when it
     * does. Should nothing notice it, the others ask after this.
     */
    private static final Duration LEFT_TO_THE_OLDEST = Duration.ofHours(1);

    /** Of those that do not wait for their component. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** A pause that was made while another node's claim was being made ends a little later than one of now. */
    private static final Duration PAUSE_OF_ANOTHER_TIME = LONGEST_PAUSE.plusMinutes(1);

    private static final int REMOVED_AT_ONCE = 1_000;

    private final Jdbi jdbi;
    private final Encryption encryption;
    private final Relays relays;
    private final Components components;
    private final Clock clock;

    PushInbox(Jdbi jdbi, Encryption encryption, Relays relays, Components components, Clock clock) {
        this.jdbi = jdbi;
        this.encryption = encryption;
        this.relays = relays;
        this.components = components;
        this.clock = clock;
    }

    enum Stored {
        NEW,
        /** The same content was stored before, however it was encrypted. */
        DUPLICATE
    }

    private static final String STORE = """
            insert into app.push_event
              (component_appid, merchant_appid, about_appid, type, digest, body, issued_at, received_at, processed_at, code_waits)
            values (:component, :merchant, :about, :type, :digest, :body, :issuedAt, :receivedAt, :processedAt, :codeWaits)
            on conflict (component_appid, digest) do nothing
            returning push_event_id
            """;

    /**
     * Stores a push once, with what relays are to get of it; it is committed when this returns.
     *
     * @param event what it means; one that needs nothing to be done is only kept
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Stored store(ComponentAppId component, PushContent content, PushEvent event) {
        Instant now = clock.instant();
        byte[] digest = content.digest();
        String type = content.type().orElse("unknown");
        Optional<Long> pushId = jdbi.withHandle(handle -> handle.createQuery(STORE)
                .bind("component", component.value())
                .bind("merchant", content.addressee().map(MerchantAppId::value).orElse(null))
                .bind("about", event.about().map(MerchantAppId::value).orElse(null))
                .bind("type", type)
                .bind("digest", digest)
                .bind("body", encryption.encrypt(content.bytes(), EncryptedColumn.PUSH_BODY, row(digest)))
                .bind("issuedAt", issuedAt(content, now))
                .bind("receivedAt", now)
                .bind("processedAt", event instanceof PushEvent.Unneeded ? now : null)
                .bind("codeWaits", event.bringsCode())
                .mapTo(Long.class)
                .findOne());
        pushId.filter(_ -> !isUselessTicket(event, type))
                .ifPresent(id -> relays.record(id, component, type, content.addressee(), event.about(), now));
        return pushId.isPresent() ? Stored.NEW : Stored.DUPLICATE;
    }

    /** One that we do not take either, since it is another component's. */
    private static boolean isUselessTicket(PushEvent event, String type) {
        return event instanceof PushEvent.Unneeded && type.equals("component_verify_ticket");
    }

    /** A push that says it was made in the future, or does not say when, must not look newer than one that is honest. */
    private static Instant issuedAt(PushContent content, Instant receivedAt) {
        return content.issuedAt()
                .map(at -> at.isBefore(receivedAt) ? at : receivedAt)
                .orElse(Instant.EPOCH);
    }

    private static final String CLAIM = """
            update app.push_event
            set attempts = attempts + 1, claimed_until = app.now() + :lease * interval '1 second',
                waits_for_component = false
            where push_event_id = (
              select push_event_id from app.push_event
              where processed_at is null and attempts < :attempts and component_appid = any(:configured)
                and (claimed_until is null or claimed_until <= app.now()
                  or not waits_for_component and claimed_until > app.now() + :pause * interval '1 second')
              order by push_event_id limit 1
              for update skip locked)
            returning push_event_id as id, component_appid as component, merchant_appid as merchant, digest, body, issued_at,
              received_at, code_waits, attempts as attempt
            """;

    /**
     * Claims the oldest push that waits; empty when none does. One of a component that this node does not have is left to the
     * nodes that have it; and one whose pause ends later than it can is due, since the database's clock was set back.
     */
    @Transactional
    Optional<ClaimedPush> claim() {
        return jdbi.withHandle(handle -> handle.createQuery(CLAIM)
                .bind("lease", LEASE.toSeconds())
                .bind("attempts", ATTEMPTS)
                .bindArray("configured", ComponentAppId.class, components.appids())
                .bind("pause", PAUSE_OF_ANOTHER_TIME.toSeconds())
                .mapTo(ClaimedPush.class)
                .findOne());
    }

    private static final String RELEASE = """
            update app.push_event set claimed_until = null, waits_for_component = false
            where processed_at is null and waits_for_component
              and component_appid in (select component_appid from app.component where stopped_since is null)
            """;

    /** Makes due what only waited for its component, where that works again, whichever node found that out. */
    @Transactional
    void releaseWaiting() {
        jdbi.useHandle(handle -> handle.createUpdate(RELEASE).execute());
    }

    /** @return false when the claim has run out */
    @Transactional
    boolean renew(ClaimedPush push) {
        return locked(push).map(row -> row.renew(push.attempt())).orElse(false);
    }

    /** @throws IllegalStateException when the keyset is not the one the push was stored with */
    PushContent open(ClaimedPush push) {
        return new PushContent(
                encryption.decrypt(push.body(), EncryptedColumn.PUSH_BODY, row(push.digest())), push.merchant());
    }

    /** The authorization code is exchanged, or of no use any more: nothing has to wait for what it brings. */
    @Transactional
    void codeSpent(ClaimedPush push) {
        update("codeWaits = false where id = ?1 and codeWaits", push.id());
    }

    @Transactional
    void processed(ClaimedPush push) {
        update(
                "processedAt = ?1, claimedUntil = null, lastError = null, codeWaits = false where id = ?2",
                clock.instant(),
                push.id());
    }

    /** Leaves the push to a later attempt, or for good when it was the last one. */
    @Transactional
    void failed(ClaimedPush push, String error, Duration pause) {
        locked(push).ifPresent(row -> row.failed(error, pause));
    }

    /**
     * Leaves the push to a later attempt, of which it keeps the second half: the trouble is not its own, and after an outage
     * the first attempt may well meet a blip, or the death of its holder.
     *
     * @param waits until its component works again; only where the component counts as stopped
     */
    @Transactional
    void postpone(ClaimedPush push, String error, Duration pause, boolean waits) {
        locked(push)
                .ifPresent(row -> row.postpone(error, waits && olderWaits(row) ? LEFT_TO_THE_OLDEST : pause, waits));
    }

    /** Of those that failed before, since one that is tried at this moment does not count as waiting. */
    private boolean olderWaits(Row row) {
        return find(
                        "componentAppid = ?1 and processedAt is null and lastError is not null and attempts < ?2 and id < ?3",
                        row.componentAppid,
                        ATTEMPTS,
                        row.id)
                .firstResultOptional()
                .isPresent();
    }

    /** Empty when it is processed, or removed. */
    private Optional<Row> locked(ClaimedPush push) {
        return findByIdOptional(push.id(), LockModeType.PESSIMISTIC_WRITE).filter(row -> row.processedAt == null);
    }

    private static final String RETURNED = """
            update app.push_event
            set attempts = attempts - 1,
                claimed_until = case when attempts = :attempt then app.now() + :pause * interval '1 second' else claimed_until end
            where push_event_id = :id and processed_at is null and attempts >= :attempt
            """;

    /** Leaves the push to a later attempt, as if there had been none; also when another holder has claimed it meanwhile. */
    @Transactional
    void returned(ClaimedPush push, Duration pause) {
        jdbi.useHandle(handle -> handle.createUpdate(RETURNED)
                .bind("attempt", push.attempt())
                .bind("pause", pause.toSeconds())
                .bind("id", push.id())
                .execute());
    }

    private static final String REMOVE = """
            delete from app.push_event where push_event_id in (
              select push_event_id from app.push_event push
              where received_at < :before
                and (processed_at is not null or attempts >= :attempts or component_appid <> all(:configured))
                and not exists (
                  select from app.push_delivery delivery
                  where delivery.push_event_id = push.push_event_id and channel = any(:relays) and state = 'pending')
              order by received_at limit :limit
              for update skip locked)
            """;

    /**
     * Removes some of what was received before, and does not wait any more: neither for us nor for a relay. What waits for a
     * component that has left the configuration would wait for ever.
     */
    @Transactional
    int removeReceivedBefore(Instant before) {
        return jdbi.withHandle(handle -> handle.createUpdate(REMOVE)
                .bind("before", before)
                .bind("attempts", ATTEMPTS)
                .bindArray("configured", ComponentAppId.class, components.appids())
                .bindArray("relays", String.class, relays.names())
                .bind("limit", REMOVED_AT_ONCE)
                .execute());
    }

    private static String row(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** What changes of a push in the inbox. */
    @Entity(name = "Push")
    @Table(schema = "app", name = "push_event")
    @DynamicUpdate
    static class Row {
        @Id
        @Column(name = "push_event_id")
        Long id;

        String componentAppid;
        int attempts;
        Instant claimedUntil;
        Instant processedAt;
        String lastError;
        boolean codeWaits;
        boolean waitsForComponent;

        /** When this row was read, by the database's clock: claims begin and end by it. */
        @Formula("app.now()")
        Instant readAt;

        private boolean renew(int attempt) {
            if (attempts != attempt || claimedUntil == null || !claimedUntil.isAfter(readAt)) {
                return false;
            }
            claimedUntil = readAt.plus(LEASE);
            return true;
        }

        private void failed(String error, Duration pause) {
            claimedUntil = readAt.plus(pause);
            lastError = error;
            codeWaits = codeWaits && attempts < ATTEMPTS;
        }

        private void postpone(String error, Duration pause, boolean waits) {
            claimedUntil = readAt.plus(pause);
            lastError = error;
            attempts = Math.min(attempts, ATTEMPTS / 2);
            waitsForComponent = waits;
        }
    }
}
