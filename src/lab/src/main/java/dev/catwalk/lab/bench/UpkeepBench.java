package dev.catwalk.lab.bench;

import dev.catwalk.encryption.Keyset;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a walk loses while the daemon re-encrypts tokens or deletes old history. */
@Command(
        name = "upkeep",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Walks over unchanged merchants at 50 ms of latency, by turns alone and while the same daemon re-encrypts all tokens"
                    + " under a new key, then while it deletes old snapshots.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  deploy/bench upkeep")
final class UpkeepBench implements Callable<Integer> {
    private static final int LATENCY_MILLIS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @Option(names = "--merchants", paramLabel = "N", defaultValue = "50000", description = "default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(
            names = "--snapshots",
            paramLabel = "N",
            defaultValue = "10",
            description = "of each merchant that are too old, up to a million in all; default: ${DEFAULT-VALUE}")
    private int snapshots;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "3",
            description = "of walks; default: ${DEFAULT-VALUE}")
    private int pairs;

    /**
     * Work that runs beside a walk.
     *
     * @param trigger in Quartz that starts it
     * @param prepare SQL that gives it all its work again
     * @param left SQL: how many values or rows still wait for it
     */
    private record Work(String name, String trigger, String prepare, String left) {}

    private static final String SAVE_TOKENS =
            "create table app.bench_token as select merchant_id, refresh_token, access_token from app.merchant_token";

    /** Both tokens of each merchant, as the key before the present one encrypted them. */
    private static final Work RE_ENCRYPTION = new Work("re-encrypts two tokens a merchant", "re-encryption", """
            update app.merchant_token t set refresh_token = b.refresh_token, access_token = b.access_token
            from app.bench_token b where b.merchant_id = t.merchant_id
            """, """
            select count(*) filter (where t.refresh_token = b.refresh_token) + count(*) filter (where t.access_token = b.access_token)
            from app.merchant_token t join app.bench_token b using (merchant_id)
            """);

    /** So that there are ids for older snapshots before those that a walk stores. */
    private static final String LEAVE_IDS =
            "alter sequence app.category_snapshot_snapshot_id_seq restart with 1000000000";

    private static Work pruning(int snapshots) {
        return new Work(
                "deletes %d snapshots a merchant".formatted(snapshots),
                "retention",
                """
                insert into app.category_snapshot overriding system value
                select row_number() over (), merchant_id, walk_id, now() - interval '400 days', now() - interval '390 days',
                  content_hash, category_count, rejected_count, additions_limit, additions_left, category_limit, document
                from app.category_snapshot cross join generate_series(1, %d)
                """.formatted(snapshots),
                "select count(*) from app.category_snapshot where snapshot_id < 1000000000");
    }

    @Override
    public Integer call() throws Exception {
        Keyset keyset = Keyset.create();
        try (BenchSite site = BenchSite.start(Path.of("src/lab/target/bench/upkeep"), merchants)) {
            System.out.println(Machine.here());
            try (BenchDaemon daemon = site.serve(settings(keyset))) {
                site.database().execute(LEAVE_IDS);
                daemon.first();
                site.database().execute(SAVE_TOKENS);
            }
            try (BenchDaemon daemon = site.serve(settings(keyset.rotated()))) {
                awaitEnd(RE_ENCRYPTION, site.database());
                site.platform().latency(LATENCY_MILLIS);
                daemon.walk();
                measure(RE_ENCRYPTION, site, daemon);
                measure(pruning(snapshots), site, daemon);
            }
        }
        return 0;
    }

    private static Map<String, String> settings(Keyset keyset) {
        return Map.of(
                "CATWALK_TOKEN_KEYSET", keyset.json(),
                "CATWALK_CATEGORY_KEEP_SNAPSHOTS", "30d",
                "CATWALK_WALK_CONCURRENCY", "256",
                "CATWALK_WALK_MAX_CALLS_PER_SECOND", "1000000");
    }

    private void measure(Work work, BenchSite site, BenchDaemon daemon) throws SQLException {
        BenchDatabase database = site.database();
        double alone = 0;
        double beside = 0;
        long all = 0;
        long left = 0;
        for (int pair = 0; pair < pairs; pair++) {
            database.execute(work.prepare());
            all = (long) database.number(work.left());
            // Both walks find a log without whole pages.
            database.execute("checkpoint");
            alone += daemon.walk().seconds();
            database.execute("checkpoint");
            daemon.setOff(work.trigger());
            beside += daemon.walk().seconds();
            left = (long) database.number(work.left());
            awaitEnd(work, database);
        }
        System.out.printf(
                Locale.ROOT,
                "%,d merchants at %d ms, %d pairs: %,.0f a second alone, %,.0f while the daemon %s (%+.1f %%); %,d"
                        + " of %,d were left when the walk ended%n",
                merchants,
                LATENCY_MILLIS,
                pairs,
                pairs * merchants / alone,
                pairs * merchants / beside,
                work.name(),
                100 * (alone / beside - 1),
                left,
                all);
    }

    private static void awaitEnd(Work work, BenchDatabase database) {
        Awaitility.await("the end of what " + work.trigger() + " does")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> database.number(work.left()) == 0);
    }
}
