package dev.catwalk.category;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** Categories now set in the database, within the caller's transaction. */
@Singleton
class CategoryRows {
    private final Jdbi jdbi;

    CategoryRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String CATEGORIES = """
            select merchant_id, first_id, second_id, first_name, second_name, audit_status, audit_reason, expired
            from app.category where merchant_id = any(:merchants) order by merchant_id, first_id, second_id
            """;

    /** @return by merchant id; merchants without categories are missing */
    Map<Long, List<Category>> of(List<Long> merchantIds) {
        if (merchantIds.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery(CATEGORIES)
                .bindArray("merchants", Long.class, merchantIds)
                .reduceResultSet(new HashMap<>(), (byMerchant, row, context) -> {
                    byMerchant
                            .computeIfAbsent(row.getLong(1), merchant -> new ArrayList<>())
                            .add(new Category(
                                    new CategoryKey(row.getInt(2), row.getInt(3)),
                                    row.getString(4),
                                    row.getString(5),
                                    row.getInt(6),
                                    row.getString(7),
                                    row.getObject(8, Boolean.class)));
                    return byMerchant;
                }));
    }

    /** Makes the rows what was read, touching only those that are not. */
    void apply(List<Difference> differences) {
        delete(places(differences, Difference::removed));
        upsert(places(differences, Difference::addedOrChanged));
    }

    private static final String DELETE = """
            delete from app.category c
            using unnest(:merchants, :firstIds, :secondIds) as gone (merchant_id, first_id, second_id)
            where c.merchant_id = gone.merchant_id and c.first_id = gone.first_id and c.second_id = gone.second_id
            """;

    private void delete(List<Placed<CategoryKey>> gone) {
        if (gone.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(DELETE)
                .bindArray("merchants", Long.class, each(gone, Placed::merchantId))
                .bindArray("firstIds", Integer.class, each(gone, placed -> placed.what()
                        .firstId()))
                .bindArray("secondIds", Integer.class, each(gone, placed -> placed.what()
                        .secondId()))
                .execute());
    }

    // status_since moves only with the status, expired_since only with the expiry: a new name or reason is the same
    // rejection.
    private static final String UPSERT = """
            insert into app.category as c (merchant_id, first_id, second_id, first_name, second_name, audit_status,
              audit_reason, status_since, expired, expired_since)
            select merchant_id, first_id, second_id, first_name, second_name, audit_status, audit_reason, read_at,
              expired, case when expired then read_at end
            from unnest(:merchants, :firstIds, :secondIds, :firstNames, :secondNames, :auditStatuses, :auditReasons, :expired,
                :readAts)
              as read (merchant_id, first_id, second_id, first_name, second_name, audit_status, audit_reason, expired, read_at)
            on conflict (merchant_id, first_id, second_id) do update
            set first_name = excluded.first_name, second_name = excluded.second_name,
                audit_status = excluded.audit_status, audit_reason = excluded.audit_reason,
                status_since = case when c.audit_status = excluded.audit_status then c.status_since
                  else excluded.status_since end,
                expired = excluded.expired,
                expired_since = case when c.expired and excluded.expired then c.expired_since
                  else excluded.expired_since end
            """;

    private void upsert(List<Placed<Category>> read) {
        if (read.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(UPSERT)
                .bindArray("merchants", Long.class, each(read, Placed::merchantId))
                .bindArray("firstIds", Integer.class, each(read, placed -> placed.what()
                        .key()
                        .firstId()))
                .bindArray("secondIds", Integer.class, each(read, placed -> placed.what()
                        .key()
                        .secondId()))
                .bindArray("firstNames", String.class, each(read, placed -> placed.what()
                        .firstName()))
                .bindArray("secondNames", String.class, each(read, placed -> placed.what()
                        .secondName()))
                .bindArray("auditStatuses", Integer.class, each(read, placed -> placed.what()
                        .auditStatus()))
                .bindArray("auditReasons", String.class, each(read, placed -> placed.what()
                        .auditReason()))
                .bindArray("readAts", Instant.class, each(read, Placed::readAt))
                .bindArray("expired", Boolean.class, each(read, placed -> placed.what()
                        .expired()))
                .execute());
    }

    /** Something of one merchant, as it was read. */
    private record Placed<T>(long merchantId, Instant readAt, T what) {}

    private static <T> List<Placed<T>> places(List<Difference> differences, Function<Difference, List<T>> what) {
        return differences.stream()
                .flatMap(difference -> what.apply(difference).stream()
                        .map(one -> new Placed<>(
                                difference.merchantId(),
                                difference.content().reading().readAt(),
                                one)))
                .toList();
    }

    private static <T, R> List<R> each(List<Placed<T>> rows, Function<Placed<T>, R> column) {
        return rows.stream().map(column).toList();
    }
}
