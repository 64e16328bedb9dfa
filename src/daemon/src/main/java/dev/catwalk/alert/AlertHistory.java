package dev.catwalk.alert;

import static java.util.stream.Collectors.joining;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Deletes alerts, with their deliveries and attempts, that all their channels delivered longer ago than the limit.
 *
 * <ol>
 *   <li>Pending and dead alerts stay: they can still be sent. Alerts that were raised for no channel, or wait for one that is
 *       not configured any more, do not wait.
 *   <li>All alerts of a category that is still rejected or expired, or under review and on the work list because of that, stay:
 *       reminders and views read the times from them.
 *   <li>The newest alert of each type about a merchant stays: it shows whether a loss was reported.
 * </ol>
 */
@Singleton
class AlertHistory extends History {
    // The change of a category that is still rejected or on the work list is kept, and shows that. Aggregates, since
    // for "not exists" the planner would read deliveries and changes as a whole for each page.
    private static final String PAGE = """
            with page as materialized (
              select alert_id, type, merchant_id, change_id, raised_at from app.alert
              where alert_id > :after
              order by alert_id
              limit :limit)
            select alert_id, raised_at, raised_at < :before
              and (
                select coalesce(bool_and(delivery.state = 'withdrawn'
                  or delivery.state = 'delivered' and delivery.delivered_at < :before
                  or delivery.state in ('pending', 'dead') and delivery.channel <> all ('{<channels>}')), true)
                from app.alert_delivery delivery where delivery.alert_id = page.alert_id)
              and (
                select coalesce(bool_and(category.audit_status <> 2 and category.expired is not true
                  and problem.problem_id is null), true)
                from app.audit_change change join app.category using (merchant_id, first_id, second_id)
                left join app.problem on problem.merchant_id = change.merchant_id and problem.first_id = change.first_id
                  and problem.second_id = change.second_id
                  and (problem.closed_at is null
                    or problem.closed_because = 'revoked' and problem.closed_at >= category.status_since)
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
        super("alert", "catwalk.alert.keep", config.keep(), page(config), DELETES);
    }

    private static String page(AlertConfig config) {
        return PAGE.replace(
                "<channels>",
                Channel.configured(config).stream().map(Channel::code).collect(joining(",")));
    }
}
