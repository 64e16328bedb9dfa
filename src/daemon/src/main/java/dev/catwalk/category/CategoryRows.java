package dev.catwalk.category;

import dev.catwalk.database.Columns;
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
        jdbi.useHandle(handle -> Columns.of(handle.createUpdate(DELETE), gone)
                .bind("merchants", Long.class, Placed::merchantId)
                .bind("firstIds", Integer.class, placed -> placed.what().firstId())
                .bind("secondIds", Integer.class, placed -> placed.what().secondId())
                .statement()
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
        jdbi.useHandle(handle -> Columns.of(handle.createUpdate(UPSERT), read)
                .bind("merchants", Long.class, Placed::merchantId)
                .bind("firstIds", Integer.class, placed -> placed.what().key().firstId())
                .bind("secondIds", Integer.class, placed -> placed.what().key().secondId())
                .bind("firstNames", String.class, placed -> placed.what().firstName())
                .bind("secondNames", String.class, placed -> placed.what().secondName())
                .bind("auditStatuses", Integer.class, placed -> placed.what().auditStatus())
                .bind("auditReasons", String.class, placed -> placed.what().auditReason())
                .bind("readAts", Instant.class, Placed::readAt)
                .bind("expired", Boolean.class, placed -> placed.what().expired())
                .statement()
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
}
