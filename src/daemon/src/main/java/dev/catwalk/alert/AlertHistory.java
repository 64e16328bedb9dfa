package dev.catwalk.alert;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Alerts may go, with their deliveries and attempts, when everybody was told longer ago than the limit.
 *
 * <ol>
 *   <li>What waits stays, and so does what was given up: it can still be redriven, and nobody knows of it yet. What was
 *       raised for no channel waits for nobody.
 *   <li>Of a rejection or an expiry that stands everything stays: when it is told again, and since when people know, is read from there.
 *   <li>The newest alert of each type about a merchant stays: whether a loss was told is read from there.
 * </ol>
 */
@Singleton
class AlertHistory extends History {
    // What stands is known by its change, which is kept while it does. Aggregates, since for "not exists"
    // the planner would read deliveries and changes as a whole for each page.
    private static final String PAGE = """
            with page as materialized (
              select alert_id, type, merchant_id, change_id, raised_at from app.alert
              where alert_id > :after
              order by alert_id
              limit :limit)
            select alert_id, raised_at, raised_at < :before
              and (
                select coalesce(bool_and(delivery.state = 'withdrawn'
                  or delivery.state = 'delivered' and delivery.delivered_at < :before), true)
                from app.alert_delivery delivery where delivery.alert_id = page.alert_id)
              and (
                select coalesce(bool_and(category.audit_status <> 2 and category.expired is not true), true)
                from app.audit_change change join app.category using (merchant_id, first_id, second_id)
                where change.change_id = page.change_id)
              and (merchant_id is null or change_id is not null or exists (
                select from app.alert newer
                where newer.merchant_id = page.merchant_id and newer.type = page.type
                  and (newer.raised_at, newer.alert_id) > (page.raised_at, page.alert_id)))
            from page
            order by alert_id
            """;

    private static final List<String> DELETES = List.of(
            "delete from app.alert_attempt where alert_id = any(:ids)",
            "delete from app.alert_delivery where alert_id = any(:ids)",
            "delete from app.alert where alert_id = any(:ids)");

    AlertHistory(AlertConfig config) {
        super("alert", "catwalk.alert.keep", config.keep(), PAGE, DELETES);
    }
}
