package dev.catwalk.category;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Changes may go when a later one, itself from before the limit, says all there is to know of their category since.
 *
 * <ol>
 *   <li>What a category was at any time within the limit is told as before: the change that made it what it was when the
 *       limit began stays, and so does all that came after it. A new reason or name, an expiry or a renewal makes no status:
 *       what began that stays with them.
 *   <li>Of each category the newest part of its history is kept, without a gap: for times before the limit what is told is
 *       right or missing, never wrong.
 *   <li>Of a category that is rejected or expired now everything is kept: how often that happened is counted, and when
 *       people are told again is read from what they were told of the change.
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
                select coalesce(bool_and(category.audit_status <> 2 and category.expired is not true), true) from app.category
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
