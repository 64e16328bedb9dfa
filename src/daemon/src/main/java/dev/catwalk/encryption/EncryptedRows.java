package dev.catwalk.encryption;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The ciphertext of a column, page by page in the order of its table's key. */
@Singleton
class EncryptedRows {
    private final Jdbi jdbi;

    EncryptedRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param row as the ciphertext is bound to it */
    record Value(String key, String row, byte[] encrypted) {}

    /** Rows that one question reads at most: of ten million that are up to date it would not find the next in time. */
    static final int SPAN = 10_000;

    private static final String END_OF_SPAN = """
            select max(key) from (
              select <key> as key from <table> where <key> > cast(:after as <key type>) order by <key> limit :span) as span
            """;

    /** The key of the last row of the span that begins after this key; empty when no row is left. */
    Optional<String> endOfSpan(EncryptedColumn column, String after) {
        return jdbi.withHandle(handle -> handle.createQuery(column.sql(END_OF_SPAN))
                .bind("after", after)
                .bind("span", SPAN)
                .mapTo(String.class)
                .findOne());
    }

    private static final String OUTDATED = """
            select <key> as key, <row> as row, <column> as encrypted from <table>
            where <key> > cast(:after as <key type>) and <key> <= cast(:end as <key type>)
              and substring(<column> from 1 for 5) <> all(:lasting)
            order by <key> limit :limit
            """;

    /** @param lasting keys whose ciphertext is not outdated */
    List<Value> outdated(EncryptedColumn column, Collection<KeyId> lasting, String after, String end, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(column.sql(OUTDATED))
                .bindArray("lasting", byte[].class, prefixes(lasting))
                .bind("after", after)
                .bind("end", end)
                .bind("limit", limit)
                .mapTo(Value.class)
                .list());
    }

    private static List<byte[]> prefixes(Collection<KeyId> keys) {
        return keys.stream().map(KeyId::prefix).toList();
    }

    /** @param fresh what takes its place: the same, encrypted anew */
    record ReEncrypted(Value outdated, byte[] fresh) {}

    // Locked in the same order as all code that writes several rows. The last holder of a lock may have written
    // something newer: the comparison runs after the lock is ours.
    private static final String REPLACE = """
            with held as (
              select <key> as key from <table>
              where <key> = any(cast(:keys as <key type>[])) order by <key>
              for update)
            update <table> t set <column> = n.fresh
            from unnest(cast(:keys as <key type>[]), :outdated, :fresh) as n (key, outdated, fresh)
            join held on held.key = n.key
            where t.<key> = n.key and t.<column> = n.outdated
            """;

    /** @return how many; what was written or deleted since it was read is left alone */
    @Transactional
    int replace(EncryptedColumn column, List<ReEncrypted> values) {
        return jdbi.withHandle(handle -> handle.createUpdate(column.sql(REPLACE))
                .bindArray(
                        "keys",
                        String.class,
                        values.stream().map(value -> value.outdated().key()).toList())
                .bindArray(
                        "outdated",
                        byte[].class,
                        values.stream()
                                .map(value -> value.outdated().encrypted())
                                .toList())
                .bindArray(
                        "fresh",
                        byte[].class,
                        values.stream().map(ReEncrypted::fresh).toList())
                .execute());
    }
}
