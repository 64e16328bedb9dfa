package dev.catwalk.alert;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.database.Columns;
import dev.catwalk.merchant.Merchants;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Records that what alerts report has ended, in the transaction in which it ends.
 *
 * <ol>
 *   <li>A channel that people read does not get such an alert any more: it would not be true. One that a sender has at that
 *       moment is withdrawn by {@link AlertClaims} if it is due again.
 *   <li>The webhook gets each alert in any case.
 *   <li>A channel that reported a merchant as lost also reports that it is back.
 * </ol>
 */
@Singleton
public class AlertEndings {
    /** Wire names of what ends when a merchant's categories can be read again. */
    private static final List<String> LOSSES = List.of(
            AlertType.MERCHANT_REVOKED.wireName(),
            AlertType.MERCHANT_PERMISSION_LOST.wireName(),
            AlertType.MERCHANT_TOKEN_LOST.wireName());

    private final AlertRow.Rows rows;
    private final Jdbi jdbi;
    private final AlertOutbox outbox;
    private final Merchants merchants;
    private final Clock clock;

    AlertEndings(AlertRow.Rows rows, Jdbi jdbi, AlertOutbox outbox, Merchants merchants, Clock clock) {
        this.rows = rows;
        this.jdbi = jdbi;
        this.outbox = outbox;
        this.merchants = merchants;
        this.clock = clock;
    }

    /** What alerts of this type reported about a component has ended. Pending ones are still sent before its recovery. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ofComponent(ComponentAppId component, AlertType type) {
        rows.update(
                "endedAt = ?1 where componentAppid = ?2 and type = ?3 and merchantId is null and endedAt is null",
                clock.instant(),
                component.value(),
                type.wireName());
    }

    /** Whether the last alert about the component itself says, since then, that it has recovered. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean isRecoveryReported(ComponentAppId component, Instant since) {
        return rows.find(
                        "componentAppid = ?1 and type like 'platform.%' and merchantId is null",
                        Sort.descending("id"), component.value())
                .firstResultOptional()
                .filter(last ->
                        last.type.equals(AlertType.PLATFORM_RECOVERED.wireName()) && !last.raisedAt.isBefore(since))
                .isPresent();
    }

    /** A category of a merchant. */
    public record Subject(MerchantRef merchant, int firstId, int secondId) {}

    private static final String END_OF_CATEGORIES = """
            update app.alert set ended_at = :now
            from unnest(:merchants, :firstIds, :secondIds) as subject (merchant_id, first_id, second_id)
            where alert.merchant_id = subject.merchant_id and type = :type and ended_at is null
              and (data ->> 'first_id')::integer = subject.first_id and (data ->> 'second_id')::integer = subject.second_id
            returning alert_id
            """;

    /** What alerts of this type reported about these categories has ended. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ofCategories(List<Subject> subjects, AlertType type) {
        if (subjects.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        jdbi.useHandle(handle -> withdraw(
                handle,
                Columns.of(
                                handle.createQuery(END_OF_CATEGORIES)
                                        .bind("now", now)
                                        .bind("type", type.wireName()),
                                subjects)
                        .bind("merchants", Long.class, s -> s.merchant().id())
                        .bind("firstIds", Integer.class, Subject::firstId)
                        .bind("secondIds", Integer.class, Subject::secondId)
                        .statement()
                        .mapTo(Long.class)
                        .list(),
                now));
    }

    private record Ended(long alertId, long merchantId, Instant raisedAt) {}

    private static final String END_OF_LOSSES = """
            update app.alert set ended_at = :now
            where merchant_id = any(:merchants) and type = any(:types) and ended_at is null
            returning alert_id, merchant_id, raised_at
            """;

    private static final String SENT = """
            select distinct alert_id from app.alert_delivery
            where alert_id = any(:alerts) and state in ('pending', 'delivered')
            """;

    /** These merchants can be read again, whatever they were reported lost for. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ofLosses(Collection<MerchantRef> back) {
        if (back.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        jdbi.useHandle(handle -> {
            List<Ended> ended = end(handle, back, LOSSES, now);
            if (ended.isEmpty()) {
                return;
            }
            List<Long> alertIds = ended.stream().map(Ended::alertId).toList();
            withdraw(handle, alertIds, now);
            Set<Long> sent = handle.createQuery(SENT)
                    .bindArray("alerts", Long.class, alertIds)
                    .mapTo(Long.class)
                    .collect(Collectors.toSet());
            raiseRecovered(
                    back, ended.stream().filter(e -> sent.contains(e.alertId())).toList());
        });
    }

    /** These merchants have authorized again, and cannot be read all the same. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void ofRevocations(Collection<MerchantRef> authorized) {
        if (authorized.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        jdbi.useHandle(handle -> {
            List<Ended> ended = end(handle, authorized, List.of(AlertType.MERCHANT_REVOKED.wireName()), now);
            withdraw(handle, ended.stream().map(Ended::alertId).toList(), now);
        });
    }

    private static List<Ended> end(Handle handle, Collection<MerchantRef> merchants, List<String> types, Instant now) {
        return handle.createQuery(END_OF_LOSSES)
                .bind("now", now)
                .bindArray("merchants", MerchantRef.class, merchants)
                .bindArray("types", String.class, types)
                .mapTo(Ended.class)
                .list();
    }

    private void raiseRecovered(Collection<MerchantRef> back, List<Ended> sent) {
        if (sent.isEmpty()) {
            return;
        }
        Map<Long, MerchantRef> byId =
                back.stream().collect(Collectors.toMap(MerchantRef::id, Function.identity(), (one, _) -> one));
        Map<Long, Instant> lostSince = sent.stream()
                .collect(Collectors.toMap(
                        Ended::merchantId, Ended::raisedAt, (one, other) -> one.isBefore(other) ? one : other));
        Map<Long, String> names =
                merchants.namesOf(lostSince.keySet().stream().map(byId::get).toList());
        List<Alert> alerts = lostSince.entrySet().stream()
                .map(lost -> Alert.ofMerchant(
                        AlertType.MERCHANT_RECOVERED,
                        byId.get(lost.getKey()),
                        new AlertData.OfMerchant(names.get(lost.getKey()), null, Phrase.of("back"), lost.getValue())))
                .toList();
        outbox.raiseForChannelsOf(alerts, sent.stream().map(Ended::alertId).toList());
    }

    // Not what a sender holds at this moment: it may have reached people already.
    private static final String WITHDRAW = """
            update app.alert_delivery set state = 'withdrawn', next_attempt_at = null, claimed_until = null
            where alert_id = any(:alerts) and state = 'pending' and channel <> 'webhook'
              and (claimed_until is null or claimed_until <= :now)
            """;

    private static void withdraw(Handle handle, List<Long> alertIds, Instant now) {
        if (!alertIds.isEmpty()) {
            handle.createUpdate(WITHDRAW)
                    .bindArray("alerts", Long.class, alertIds)
                    .bind("now", now)
                    .execute();
        }
    }
}
