package dev.catwalk.category;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Deletes a change when a later one of the same category, also older than the limit, makes it unnecessary.
 *
 * <ol>
 *   <li>The state of a category at any time within the limit can still be shown: the change that led to its state at the
 *       beginning of the limit stays, and so do all later ones. A new reason or name, an expiry or a renewal does not start a new
 *       status; the change that started the status is kept with it.
 *   <li>The newest part of a category's history is kept without a gap: for times before the limit, a report is right or incomplete,
 *       never wrong.
 *   <li>All changes of a category that is rejected or expired now, or under review and on the work list because of that, are kept:
 *       they are counted, and reminders and the work list read from their alerts when one was sent.
 * </ol>
 */
@Singleton
class ChangeHistory extends History {
    // What is set now is asked for with an aggregate: for "not exists" the planner would go through all rejections
    // for each page.
    private static final String PAGE = """
            with page as materialized (
              select change_id, merchant_id, first_id, second_id, observed_at from app.audit_change
              where change_id > :after
              order by change_id
              limit :limit)
            select change_id, observed_at, observed_at < :before
              and exists (
                select from app.audit_change later
                where later.merchant_id = page.merchant_id and later.first_id = page.first_id
                  and later.second_id = page.second_id
                  and later.observed_at <= :before and later.change in ('added', 'removed', 'status_changed')
                  and (later.observed_at, later.change_id) > (page.observed_at, page.change_id))
              and (
                select coalesce(bool_and(category.audit_status <> 2 and category.expired is not true
                  and problem.problem_id is null), true)
                from app.category
                left join app.problem on problem.merchant_id = category.merchant_id and problem.first_id = category.first_id
                  and problem.second_id = category.second_id
                  and (problem.closed_at is null
                    or problem.closed_because = 'revoked' and problem.closed_at >= category.status_since)
                where category.merchant_id = page.merchant_id and category.first_id = page.first_id
                  and category.second_id = page.second_id)
            from page
            order by change_id
            """;

    private static final List<String> DELETES = List.of("delete from app.audit_change where change_id = any(:ids)");

    ChangeHistory(CategoryConfig config) {
        super("audit_change", "catwalk.category.keep-changes", config.keepChanges(), PAGE, DELETES);
    }
}
