package dev.catwalk.retention;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The rows of a history, page by page, within the caller's transaction. */
@Singleton
class HistoryRows {
    private final Jdbi jdbi;

    HistoryRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param goes whether it may be deleted */
    record Row(long id, Instant at, boolean goes) {
        private static Row of(ResultSet row) throws SQLException {
            return new Row(row.getLong(1), row.getTimestamp(2).toInstant(), row.getBoolean(3));
        }
    }

    private static final String LOCK = "select work from app.exclusive_work where work = 'retention' for update";

    /** Until the transaction ends no other node deletes: two that delete the same rows in different orders block each other. */
    void lock() {
        jdbi.useHandle(handle -> handle.execute(LOCK));
    }

    List<Row> page(History history, long after, int limit, Instant before) {
        return jdbi.withHandle(handle -> handle.createQuery(history.page())
                .bind("after", after)
                .bind("limit", limit)
                .bind("before", before)
                .map((row, context) -> Row.of(row))
                .list());
    }

    private static final String RECORD_UNFINISHED =
            "update app.exclusive_work set unfinished = :unfinished where work = 'retention'";

    /** @param unfinished null: nothing */
    void recordUnfinished(String unfinished) {
        jdbi.useHandle(handle -> handle.createUpdate(RECORD_UNFINISHED)
                .bind("unfinished", unfinished)
                .execute());
    }

    private static final String UNFINISHED = "select unfinished from app.exclusive_work where work = 'retention'";

    Optional<String> unfinished() {
        return jdbi.withHandle(
                handle -> handle.createQuery(UNFINISHED).mapTo(String.class).findOne());
    }

    void delete(History history, List<Row> rows) {
        List<Long> ids = rows.stream().map(Row::id).toList();
        jdbi.useHandle(handle -> history.deletes().forEach(sql -> handle.createUpdate(sql)
                .bindArray("ids", Long.class, ids)
                .execute()));
    }
}
