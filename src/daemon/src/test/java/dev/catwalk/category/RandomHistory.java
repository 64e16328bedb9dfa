package dev.catwalk.category;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Months in the life of some merchants, recorded as a walk would record them. */
@Singleton
class RandomHistory {
    private static final List<CategoryKey> KEYS =
            List.of(new CategoryKey(8, 39), new CategoryKey(8, 40), new CategoryKey(9, 1), new CategoryKey(287, 612));

    /** Mostly not told, as the platform does it. */
    private static final List<Boolean> EXPIRED = Arrays.asList(null, null, false, true);

    private static final KnownContent NOTHING = new KnownContent(null, null, null, null, null, null);

    private final Map<MerchantRef, NavigableMap<Instant, List<Category>>> accounts = new HashMap<>();
    private final CategorySnapshots snapshots;
    private final Worker worker;

    RandomHistory(CategorySnapshots snapshots, Worker worker) {
        this.snapshots = snapshots;
        this.worker = worker;
    }

    /** Every {@code pause} each merchant is read, and has mostly changed something; each quieter than the one before. */
    void live(Random random, int merchants, int reads, Duration pause) {
        List<MerchantRef> all =
                IntStream.range(0, merchants).mapToObj(this::insert).toList();
        Map<MerchantRef, KnownContent> known = new HashMap<>();
        accounts.clear();
        Map<MerchantRef, List<Category>> set = new HashMap<>();
        for (int read = 0; read < reads; read++) {
            SettableClock.INSTANCE.advance(pause);
            for (MerchantRef merchant : all) {
                int quiet = all.indexOf(merchant);
                if (read == 0 || random.nextInt(merchants + 20) >= quiet) {
                    set.compute(merchant, (_, before) -> next(random, before == null ? List.of() : before));
                }
            }
            record(set, known);
        }
        known.forEach(this::writeVisit);
    }

    private MerchantRef insert(int number) {
        String appid = "wx" + number;
        long id = worker.jdbi().withHandle(handle -> handle.createQuery("""
                        insert into app.merchant (component_appid, merchant_appid, created_at)
                        values (:component, :appid, :now) returning merchant_id
                        """)
                .bind("component", Worker.COMPONENT.value())
                .bind("appid", appid)
                .bind("now", SettableClock.INSTANCE.instant())
                .mapTo(Long.class)
                .one());
        return new MerchantRef(id, Worker.COMPONENT, new MerchantAppId(appid));
    }

    /** One category is added, removed, decided, or given another reason; others stay as they are. */
    private static List<Category> next(Random random, List<Category> before) {
        CategoryKey key = KEYS.get(random.nextInt(KEYS.size()));
        Stream<Category> others =
                before.stream().filter(category -> !category.key().equals(key));
        Stream<Category> changed =
                random.nextInt(6) == 0 ? Stream.empty() : Stream.of(category(key, 1 + random.nextInt(3), random));
        return Stream.concat(others, changed)
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .toList();
    }

    private static Category category(CategoryKey key, int status, Random random) {
        String reason = status == AuditStatus.REJECTED ? "reason " + random.nextInt(4) : "";
        Boolean expired = status == AuditStatus.APPROVED ? EXPIRED.get(random.nextInt(EXPIRED.size())) : null;
        String name = random.nextInt(5) == 0 ? "another" : "second";
        return new Category(key, "first", name, status, reason, expired);
    }

    /** What was set at an instant by an account of our own: each as appid, ids, second name, status, reason, expired. */
    Set<List<Object>> setAt(Instant at) {
        Set<List<Object>> rows = new HashSet<>();
        accounts.forEach((merchant, states) -> {
            var state = states.floorEntry(at);
            if (state != null) {
                state.getValue()
                        .forEach(category -> rows.add(List.of(
                                merchant.appid().value(),
                                category.key().firstId(),
                                category.key().secondId(),
                                category.secondName(),
                                category.auditStatus(),
                                category.auditReason(),
                                category.isExpired())));
            }
        });
        return rows;
    }

    /** One reading of all, as a page of a walk. */
    private void record(Map<MerchantRef, List<Category>> set, Map<MerchantRef, KnownContent> known) {
        Instant now = SettableClock.INSTANCE.instant();
        List<Reading> readings = new ArrayList<>();
        Map<Long, KnownContent> before = new HashMap<>();
        set.forEach((merchant, categories) -> {
            readings.add(new Reading(
                    merchant, new CategorySnapshot(categories, 5, 5, 5, JsonNodeFactory.instance.objectNode()), now));
            before.put(merchant.id(), known.getOrDefault(merchant, NOTHING));
        });
        Map<Long, Recorded> recorded =
                QuarkusTransaction.requiringNew().call(() -> snapshots.record(readings, before, 1));
        for (Reading reading : readings) {
            MerchantRef merchant = reading.merchant();
            KnownContent content = before.get(merchant.id());
            known.put(
                    merchant,
                    switch (recorded.get(merchant.id())) {
                        case Recorded.Changed(var id, var hash, var firstSight, var changes) -> {
                            accounts.computeIfAbsent(merchant, _ -> new TreeMap<>())
                                    .put(now, set.get(merchant));
                            yield new KnownContent(id, hash, now, now, null, null);
                        }
                        case Recorded.Unchanged ignored ->
                            new KnownContent(content.snapshotId(), content.contentHash(), now, now, null, null);
                        // Believed when another walk agrees later: the next read is one.
                        case Recorded.DoubtfullyEmpty ignored ->
                            new KnownContent(
                                    content.snapshotId(), content.contentHash(), now, content.confirmedAt(), 0L, now);
                        case Recorded.Outdated ignored -> throw new IllegalStateException("time only moves on");
                    });
        }
    }

    private void writeVisit(MerchantRef merchant, KnownContent known) {
        worker.jdbi().useHandle(handle -> handle.createUpdate("""
                        insert into app.merchant_visit (merchant_id, walk_id, outcome, visited_at, succeeded_at, read_at,
                          confirmed_at, snapshot_id, content_hash)
                        values (:merchant, 1, 'unchanged', :readAt, :readAt, :readAt, :confirmedAt, :snapshot, :hash)
                        """)
                .bind("merchant", merchant.id())
                .bind("readAt", known.readAt())
                .bind("confirmedAt", known.confirmedAt())
                .bind("snapshot", known.snapshotId())
                .bind("hash", known.contentHash())
                .execute());
    }

    private static final String COPY = """
            do $$
            declare
              offset_of constant bigint := (select max(merchant_id) from app.merchant);
            begin
              insert into app.merchant (merchant_id, component_appid, merchant_appid, created_at)
                overriding system value
                select merchant_id + offset_of * n, component_appid, merchant_appid || '-' || n, created_at
                from app.merchant, generate_series(1, %1$d) n;
              insert into app.category
                select merchant_id + offset_of * n, first_id, second_id, first_name, second_name, audit_status, audit_reason,
                  status_since, expired, expired_since
                from app.category, generate_series(1, %1$d) n;
              create temporary table original on commit drop as
                select *, dense_rank() over (order by observed_at) as instant from app.audit_change;
              delete from app.audit_change;
              insert into app.audit_change (merchant_id, first_id, second_id, first_name, second_name, change,
                  previous_status, audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id,
                  review_seconds, expired, expired_since, previous_first_name, previous_second_name)
                select merchant_id + offset_of * n, first_id, second_id, first_name, second_name, change, previous_status,
                  audit_status, audit_reason, observed_at, previously_read_at, first_sight, snapshot_id, walk_id, review_seconds,
                  expired, expired_since, previous_first_name, previous_second_name
                from original, generate_series(0, %1$d) n
                order by observed_at, change_id, n;
            end
            $$
            """;

    /** As many merchants more with the same categories and changes; they have no snapshots. */
    void multiply(int copies) {
        worker.jdbi().useHandle(handle -> handle.execute(COPY.formatted(copies)));
    }

    /** The limit of a history kept for so long, and some instants within it. */
    static List<Instant> instantsWithin(Duration keep, Random random) {
        Instant now = SettableClock.INSTANCE.instant();
        List<Instant> instants =
                new ArrayList<>(List.of(now.minus(keep), now.minus(keep).plusMillis(1), now));
        random.longs(8, 0, keep.toSeconds()).mapToObj(now::minusSeconds).forEach(instants::add);
        return instants;
    }
}
