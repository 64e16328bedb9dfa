package dev.catwalk.testing;

import dev.catwalk.simulator.SimulatedMerchant;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the database holds about a merchant, in the words tests use. */
@Singleton
public class Stored {
    private final Worker worker;

    Stored(Worker worker) {
        this.worker = worker;
    }

    /** How the merchant's last visit ended. */
    public String outcome(SimulatedMerchant merchant) {
        return (String) worker.value(
                "select last_outcome from reporting.merchant_coverage where merchant_appid = ?", merchant.appid());
    }

    public Object errcode(SimulatedMerchant merchant) {
        return worker.value(
                "select last_errcode from reporting.merchant_coverage where merchant_appid = ?", merchant.appid());
    }

    public String authorizationState(SimulatedMerchant merchant) {
        return (String) worker.value(
                "select authorization_state from reporting.merchant_coverage where merchant_appid = ?",
                merchant.appid());
    }

    private static final String CONTENT = """
            select v.read_at, v.confirmed_at, v.snapshot_id, encode(v.content_hash, 'hex') as content_hash, v.empty_walk_id,
              (select jsonb_agg(to_jsonb(c) order by first_id, second_id)::text from app.category c
                where c.merchant_id = m.merchant_id) as categories,
              (select jsonb_agg(to_jsonb(s) order by snapshot_id)::text from app.category_snapshot s
                where s.merchant_id = m.merchant_id) as snapshots,
              (select count(*) from app.audit_change a where a.merchant_id = m.merchant_id) as changes,
              (select count(*) from app.alert a where a.merchant_id = m.merchant_id) as alerts
            from app.merchant m left join app.merchant_visit v using (merchant_id) where merchant_appid = ?
            """;

    /** Everything that is known of the merchant's categories, to be compared as a whole. */
    public Map<String, Object> content(SimulatedMerchant merchant) {
        return worker.rows(CONTENT, merchant.appid()).getFirst();
    }

    private static final String CATEGORIES = """
            select first_id || '/' || second_id || ' ' || audit_status as category from reporting.category_audit
            where merchant_appid = ? order by first_id, second_id
            """;

    /** The categories now set, each as {@code first/second status}. */
    public List<String> categories(SimulatedMerchant merchant) {
        return worker.rows(CATEGORIES, merchant.appid()).stream()
                .map(row -> (String) row.get("category"))
                .toList();
    }

    /** The same of the platform's truth. */
    public static List<String> categoriesOf(SimulatedMerchant merchant) {
        return merchant.truth().categories().stream()
                .sorted(Comparator.comparing(dev.catwalk.simulator.merchant.SimulatedCategory::first)
                        .thenComparing(dev.catwalk.simulator.merchant.SimulatedCategory::second))
                .map(c -> c.first() + "/" + c.second() + " " + c.auditStatus())
                .toList();
    }

    /** How many alerts of a type were raised, whoever they are about. */
    public long alerts(String type) {
        return (Long) worker.value("select count(*) from app.alert where type = ?", type);
    }

    public long alerts(String type, SimulatedMerchant merchant) {
        return (Long) worker.value(
                "select count(*) from app.alert join app.merchant using (merchant_id) where type = ? and merchant_appid = ?",
                type,
                merchant.appid());
    }

    public long changes(SimulatedMerchant merchant) {
        return (Long)
                worker.value("select count(*) from reporting.audit_change where merchant_appid = ?", merchant.appid());
    }

    /** The merchants in the order of their ids, which is the order of slices and pages. */
    public List<SimulatedMerchant> inOrderOfVisits(List<SimulatedMerchant> merchants) {
        return merchants.stream()
                .sorted(Comparator.comparingLong(m -> worker.ref(m).id()))
                .toList();
    }
}
