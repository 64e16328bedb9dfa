package dev.catwalk.watch;

import dev.catwalk.category.Category;
import dev.catwalk.category.CategoryKey;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.problem.ProblemKind;
import dev.catwalk.visit.CategoryProblem;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Rejected and expired categories without a recent alert, within the caller's transaction. */
@Singleton
class ReminderRows {
    private final Jdbi jdbi;

    ReminderRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param since when it was found so */
    record Standing(CategoryProblem problem, Instant since) {}

    /** A category of a merchant: where reading continues. */
    record Place(long merchantId, CategoryKey category) {
        static final Place BEFORE_ALL = new Place(0, new CategoryKey(0, 0));
    }

    private static final String LOCK = "select work from app.exclusive_work where work = 'reminders' for update";

    /**
     * Until the transaction ends no other node reminds: due is what has no recent alert, and that of another transaction would
     * not be seen before it ends.
     */
    void lock() {
        jdbi.useHandle(handle -> handle.execute(LOCK));
    }

    private static final String REJECTED = """
            select merchant_id, first_id, second_id from app.category
            where audit_status = 2 and (merchant_id, first_id, second_id) > (:merchant, :first, :second)
            order by merchant_id, first_id, second_id
            limit :limit
            """;

    private static final String EXPIRED = """
            select merchant_id, first_id, second_id from app.category
            where expired and (merchant_id, first_id, second_id) > (:merchant, :first, :second)
            order by merchant_id, first_id, second_id
            limit :limit
            """;

    /**
     * The next rejected or expired categories, of any merchant, with or without an earlier alert. Read page by page along
     * the index of categories not approved, or of expired ones, so that no statistics of the tables can talk the planner
     * into reading all merchants instead.
     */
    List<Place> standing(ProblemKind kind, Place after, int limit) {
        String places = kind == ProblemKind.REJECTED ? REJECTED : EXPIRED;
        return jdbi.withHandle(handle -> handle.createQuery(places)
                .bind("merchant", after.merchantId())
                .bind("first", after.category().firstId())
                .bind("second", after.category().secondId())
                .bind("limit", limit)
                .map((row, context) -> new Place(row.getLong(1), new CategoryKey(row.getInt(2), row.getInt(3))))
                .list());
    }

    // Who can be read is what the view merchant_coverage calls eligible, and what the last visit did not read may
    // be over. The alerts are asked for with an aggregate: for "not exists" the planner may go through all recent
    // alerts for each row, when it has not heard yet how many there are.
    private static final String STANDING = """
            select merchant_id, merchant.component_appid, merchant.merchant_appid, merchant.merchant_name,
              first_id, second_id, category.first_name, category.second_name, category.audit_status,
              category.audit_reason, category.status_since, category.expired, category.expired_since,
              problem.problem_id, change.change_id, change.previous_status, change.first_sight, change.observed_at
            from unnest(:merchants, :firstIds, :secondIds) as page (merchant_id, first_id, second_id)
            join app.category using (merchant_id, first_id, second_id)
            join app.merchant using (merchant_id)
            join app.merchant_visit visit using (merchant_id)
            left join lateral (
              select problem_id, state, until from app.problem p
              where p.merchant_id = category.merchant_id and p.first_id = category.first_id
                and p.second_id = category.second_id and p.kind = :kind and p.closed_at is null) problem on true
            cross join lateral (
              select change_id, previous_status, first_sight, observed_at
              from app.audit_change c
              where c.merchant_id = category.merchant_id and c.first_id = category.first_id
                and c.second_id = category.second_id
            """;

    private static final String REJECTED_LATELY = """
                and c.change in ('added', 'status_changed') and c.audit_status = 2
              order by c.observed_at desc, c.change_id desc
              limit 1) change
            where category.audit_status = 2
              and category.status_since <= :raisedBefore
            """;

    private static final String EXPIRED_LATELY = """
                and c.change in ('added', 'expired') and c.expired
              order by c.observed_at desc, c.change_id desc
              limit 1) change
            where category.expired
              and category.expired_since <= :raisedBefore
            """;

    private static final String NOT_TOLD = """
              and merchant.component_appid = any(:components)
              and merchant.authorization_state = 'authorized'
              and merchant.is_mini_program
              and merchant.permission_sets && (select permission_sets from app.walk_setting)
              and visit.outcome in ('changed', 'unchanged')
              and (coalesce(problem.state, 'open') = 'open' or problem.until <= (select app.now()))
              and (
                select coalesce(bool_and(alert.raised_at <= :raisedBefore), true)
                from app.alert where alert.change_id = change.change_id and alert.type = :type)
            order by merchant_id, first_id, second_id
            """;

    private static final String REJECTED_AND_DUE = STANDING + REJECTED_LATELY + NOT_TOLD;
    private static final String EXPIRED_AND_DUE = STANDING + EXPIRED_LATELY + NOT_TOLD;

    /**
     * Those of these categories whose rejection or expiry had its last alert before {@code raisedBefore}, or began before
     * then and never had one; of merchants of these components whose last visit read them, and without what people took
     * care of until later.
     */
    List<Standing> due(
            ProblemKind kind, List<Place> places, Collection<ComponentAppId> components, Instant raisedBefore) {
        String due = kind == ProblemKind.REJECTED ? REJECTED_AND_DUE : EXPIRED_AND_DUE;
        return jdbi.withHandle(handle -> handle.createQuery(due)
                .bindArray(
                        "merchants",
                        Long.class,
                        places.stream().map(Place::merchantId).toList())
                .bindArray(
                        "firstIds",
                        Integer.class,
                        places.stream().map(place -> place.category().firstId()).toList())
                .bindArray(
                        "secondIds",
                        Integer.class,
                        places.stream()
                                .map(place -> place.category().secondId())
                                .toList())
                .bindArray("components", ComponentAppId.class, components)
                .bind("raisedBefore", raisedBefore)
                .bind("kind", kind.code())
                .bind("type", kind.type().wireName())
                .map((row, context) -> standing(kind, row))
                .list());
    }

    private static Standing standing(ProblemKind kind, ResultSet row) throws SQLException {
        Category category = new Category(
                new CategoryKey(row.getInt("first_id"), row.getInt("second_id")),
                row.getString("first_name"),
                row.getString("second_name"),
                row.getInt("audit_status"),
                row.getString("audit_reason"),
                row.getObject("expired", Boolean.class));
        CategoryProblem problem = new CategoryProblem(
                kind,
                row.getObject("problem_id", Long.class),
                new MerchantRef(
                        row.getLong("merchant_id"),
                        new ComponentAppId(row.getString("component_appid")),
                        new MerchantAppId(row.getString("merchant_appid"))),
                row.getLong("change_id"),
                row.getString("merchant_name"),
                category,
                row.getObject("previous_status", Integer.class),
                row.getBoolean("first_sight"),
                row.getTimestamp("observed_at").toInstant());
        String since = kind == ProblemKind.REJECTED ? "status_since" : "expired_since";
        return new Standing(problem, row.getTimestamp(since).toInstant());
    }
}
