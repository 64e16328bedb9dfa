package dev.catwalk.reporting;

import static dev.catwalk.reporting.Question.atOnce;
import static dev.catwalk.reporting.Question.overEverybody;

import java.util.List;

/** The typical questions of every view, put to the fleet of {@code reports/fleet.sql}. */
public final class Questions {

    /** The 4,711th merchant: the fleet's appids are digests of numbers. */
    private static final String MERCHANT = "merchant_appid = 'wxb52340b4de4566b8'";

    private static final String NAME = "merchant_name = '示例商贸4711号店'";

    public static final List<Question> ALL = List.of(
            atOnce(
                    "what one merchant has set",
                    "select * from reporting.category_audit where " + MERCHANT,
                    "merchant_by_appid",
                    "category_pkey",
                    "merchant_visit_pkey"),
            atOnce(
                    "what one merchant has set, found by its name",
                    "select * from reporting.category_audit where " + NAME,
                    "merchant_by_name",
                    "category_pkey",
                    "merchant_visit_pkey"),
            atOnce(
                    "what happened to one merchant",
                    "select * from reporting.merchant_timeline where " + MERCHANT + " order by at desc",
                    "merchant_by_appid",
                    "merchant_event_of_merchant",
                    "category_snapshot_of_merchant",
                    "audit_change_of_category",
                    "alert_of_merchant",
                    "push_event_of_merchant"),
            atOnce("how one category stands with everybody", """
                    select audit_status_name, count(*) from reporting.category_audit
                    where first_id = 0 and second_id = 1 group by 1""", "category_of_pair"),
            atOnce("all under review now, by category", """
                    select first_id, second_id, count(*) from reporting.category_audit
                    where audit_status_name = 'under_review' group by 1, 2""", "category_not_approved_by_name"),
            atOnce("all rejected now, by category", """
                    select first_id, second_id, count(*) from reporting.rejection group by 1, 2""", "category_rejected"),
            atOnce(
                    "all rejected now, the first 100 of the longest standing",
                    "select * from reporting.rejection order by rejected_since limit 100",
                    "category_rejected",
                    "merchant_pkey",
                    "merchant_visit_pkey",
                    "audit_change_into_rejection",
                    "alert_of_change",
                    "alert_delivery_pkey"),
            overEverybody(
                    "all rejected now, every row and column",
                    "select * from reporting.rejection",
                    "audit_change_into_rejection",
                    "alert_of_change",
                    "alert_delivery_pkey"),
            atOnce(
                    "one merchant's rejections",
                    "select * from reporting.rejection where " + MERCHANT,
                    "merchant_by_appid",
                    "audit_change_into_rejection"),
            atOnce(
                    "the work list, its first 100",
                    "select * from reporting.problem order by opened_at, problem_id limit 100",
                    "problem_open",
                    "merchant_pkey",
                    "category_pkey",
                    "alert_of_change"),
            atOnce("the work list, the next 100", """
                    select * from reporting.problem
                    where opened_at >= now() - interval '2 days' and (opened_at, problem_id) > (now() - interval '2 days', 5)
                    order by opened_at, problem_id limit 100""", "problem_open"),
            overEverybody("the work list by state", "select state, count(*) from reporting.problem group by 1"),
            atOnce("one merchant's problems", "select * from reporting.problem where " + MERCHANT, "merchant_by_appid"),
            atOnce("the rejections with one reason", """
                    select * from reporting.problem where reason_group = left(md5('资质不符7'), 16)
                    order by opened_at, problem_id limit 100""", "problem_open_of_group"),
            atOnce("what was solved in the last week", """
                    select closed_because, count(*) from reporting.problem_period
                    where closed_at > now() - interval '7 days' group by 1""", "problem_closed"),
            atOnce(
                    "all problems that one merchant ever had",
                    "select * from reporting.problem_period where " + MERCHANT + " order by opened_at",
                    "merchant_by_appid",
                    "problem_of_category"),
            overEverybody(
                    "the reasons of all rejections",
                    "select * from reporting.problem_group order by problems desc limit 20"),
            atOnce("rejections of the last day", """
                    select * from reporting.audit_change
                    where observed_at > now() - interval '1 day' and audit_status = 2""", "audit_change_observed"),
            atOnce(
                    "the newest changes",
                    "select * from reporting.audit_change order by observed_at desc limit 20",
                    "audit_change_observed"),
            atOnce(
                    "one merchant's history",
                    "select * from reporting.audit_change where " + MERCHANT + " order by observed_at",
                    "merchant_by_appid",
                    "audit_change_of_category"),
            atOnce("what the last walk over all found", """
                    select change, audit_status, count(*) from reporting.audit_change
                    where walk_id = (
                      select walk_id from reporting.walk
                      where scope = 'all' and state = 'completed' and planned_at > now() - interval '1 day'
                      order by planned_at desc limit 1)
                    group by 1, 2""", "audit_change_of_walk", "walk_planned"),
            atOnce(
                    "what the platform answered for one merchant in spring",
                    """
                    select * from reporting.category_snapshot
                    where %s and first_seen_at < now() - interval '180 days'
                    order by first_seen_at desc""".formatted(MERCHANT),
                    "merchant_by_appid",
                    "category_snapshot_of_merchant"),
            atOnce(
                    "the newest snapshots",
                    "select * from reporting.category_snapshot order by first_seen_at desc limit 20",
                    "category_snapshot_first_seen"),
            atOnce(
                    "whether we can see one merchant",
                    "select * from reporting.merchant_coverage where " + MERCHANT,
                    "merchant_by_appid",
                    "merchant_visit_pkey"),
            overEverybody(
                    "coverage by outcome",
                    "select last_outcome, eligible, count(*) from reporting.merchant_coverage group by 1, 2"),
            atOnce(
                    "who has to be sent a link",
                    "select * from reporting.reauthorization",
                    "merchant_revoked",
                    "merchant_visit_failed",
                    "merchant_pkey",
                    "authorize_link_of_merchant"),
            atOnce(
                    "whose quota is exhausted",
                    "select * from reporting.category_quota where additions_left = 0",
                    "category_snapshot_exhausted"),
            atOnce(
                    "one merchant's quota",
                    "select * from reporting.category_quota where " + MERCHANT,
                    "merchant_by_appid",
                    "category_snapshot_pkey"),
            atOnce("whether last night's walks reached everybody", """
                    select * from reporting.walk join reporting.walk_ledger using (walk_id)
                    where scope = 'all' and planned_at > now() - interval '12 hours' order by planned_at""", "walk_planned", "walk_ledger_pkey"),
            atOnce(
                    "what people are still to be told",
                    "select * from reporting.alert where state = 'pending'",
                    "alert_delivery_due",
                    "alert_pkey"),
            atOnce(
                    "what was given up",
                    "select channel, count(*) from reporting.alert where state = 'dead' group by 1",
                    "alert_delivery_dead"),
            atOnce(
                    "the newest alerts",
                    "select * from reporting.alert order by raised_at desc limit 20",
                    "alert_raised",
                    "alert_delivery_pkey"),
            atOnce(
                    "what was told about one merchant",
                    "select * from reporting.alert where " + MERCHANT + " order by raised_at",
                    "merchant_by_appid",
                    "alert_of_merchant",
                    "alert_delivery_pkey"),
            atOnce(
                    "why an alert came late",
                    "select * from reporting.alert_attempt where alert_id = 51 order by channel, attempt",
                    "alert_attempt_pkey"),
            atOnce(
                    "turnaround of one category",
                    "select * from reporting.audit_turnaround where first_id = 0 and second_id = 1",
                    "audit_change_of_pair",
                    "audit_change_decided"),
            overEverybody(
                    "turnaround of all categories",
                    "select * from reporting.audit_turnaround",
                    "audit_change_of_pair",
                    "audit_change_decided"),
            atOnce(
                    "turnaround of all categories lately",
                    "select * from reporting.recent_turnaround order by reviews_a_day desc limit 6",
                    "audit_change_decided",
                    "audit_change_of_pair"),
            atOnce(
                    "how one merchant stood a quarter ago",
                    """
                    select * from reporting.category_audit_as_of(now() - interval '100 days')
                    where %s""".formatted(MERCHANT),
                    "merchant_by_appid",
                    "audit_change_of_category"));

    private Questions() {}
}
