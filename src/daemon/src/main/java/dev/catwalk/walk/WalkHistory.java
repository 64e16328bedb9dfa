package dev.catwalk.walk;

import dev.catwalk.retention.History;
import dev.catwalk.visit.WalkConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** Walks may go, with their ledgers, when they ended longer ago than the limit; the last completed one of each scope stays. */
@Singleton
class WalkHistory extends History {
    // A running walk has no end. Skipped ones have no start, so their time is the one they were planned for.
    private static final String PAGE = """
            with page as materialized (
              select walk_id, scope, state, planned_at, finished_at from app.walk
              where walk_id > :after
              order by walk_id
              limit :limit)
            select walk_id, planned_at, coalesce(finished_at < :before, false)
              and (state <> 'completed' or walk_id < (
                select max(walk_id) from app.walk newest where newest.scope = page.scope and newest.state = 'completed'))
            from page
            order by walk_id
            """;

    // Ledger and stops go with their walk.
    private static final List<String> DELETES = List.of("delete from app.walk where walk_id = any(:ids)");

    WalkHistory(WalkConfig config) {
        super("walk", "catwalk.walk.keep", config.keep(), PAGE, DELETES);
    }
}
