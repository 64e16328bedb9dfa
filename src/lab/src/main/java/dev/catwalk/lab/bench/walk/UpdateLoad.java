package dev.catwalk.lab.bench.walk;

import dev.catwalk.lab.bench.BenchDatabase;
import dev.catwalk.lab.bench.ProcessorTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** How many rows PostgreSQL updates when only the writes of unchanged visits are made, page by page. */
final class UpdateLoad {
    /** As the daemon: rows of a page, and slices at work at once. */
    private static final int PAGE = 250;

    private static final int THREADS = 8;

    private final BenchDatabase database;
    private final double seconds;

    UpdateLoad(BenchDatabase database, double seconds) {
        this.database = database;
        this.seconds = seconds;
    }

    /** @param cpu seconds of PostgreSQL for 1,000 rows */
    record Updates(double perSecond, double cpu) {}

    Updates measure() throws Exception {
        List<Long[]> pages = pages();
        double cpuBefore = cpu();
        long startedAt = System.nanoTime();
        long endsAt = startedAt + (long) (seconds * 1e9);
        long rows = 0;
        AtomicInteger next = new AtomicInteger();
        Callable<Long> writer = () -> write(pages, next, endsAt);
        // No two ever at the same page, where they would wait for each other's rows.
        int writers = Math.clamp(pages.size() / 2, 1, THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (Future<Long> written : threads.invokeAll(Collections.nCopies(writers, writer))) {
                rows += written.get();
            }
        }
        double took = (System.nanoTime() - startedAt) / 1e9;
        return new Updates(rows / took, (cpu() - cpuBefore) / rows * 1000);
    }

    private static final String UPDATE = """
            update app.merchant_visit v
            set walk_id = v.walk_id + 1, visited_at = now(), succeeded_at = now(), read_at = now(), confirmed_at = now()
            from unnest(?) as n (id) where v.merchant_id = n.id
            """;

    private long write(List<Long[]> pages, AtomicInteger next, long endsAt) throws SQLException {
        long rows = 0;
        try (Connection connection = database.connect();
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < endsAt) {
                Long[] page = pages.get(Math.floorMod(next.getAndIncrement(), pages.size()));
                update.setArray(1, connection.createArrayOf("bigint", page));
                rows += update.executeUpdate();
                connection.commit();
            }
        }
        return rows;
    }

    private static final String MERCHANTS = "select merchant_id from app.merchant_visit order by merchant_id";

    private List<Long[]> pages() throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement(MERCHANTS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        List<Long[]> pages = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PAGE) {
            pages.add(ids.subList(from, Math.min(from + PAGE, ids.size())).toArray(Long[]::new));
        }
        return pages;
    }

    private double cpu() {
        return ProcessorTime.of(database.postmaster()).toMillis() / 1000.0;
    }
}
