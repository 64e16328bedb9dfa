package dev.catwalk.lab.bench;

import dev.catwalk.lab.bench.baseline.Baseline;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

/**
 * Where everything is measured: a PostgreSQL and a simulated platform with its merchants, each in a process of its own, and
 * what walks these merchants in one more.
 */
public final class BenchSite implements AutoCloseable {
    private final int pushPort = FreePort.any();
    private final int merchants;
    private final Children children;
    private final BenchDatabase database;
    private final BenchPlatform platform;

    private BenchSite(Path folder, int merchants, BenchDatabase database) throws IOException {
        this.merchants = merchants;
        this.database = database;
        children = new Children(folder);
        try {
            platform = BenchPlatform.start(children, merchants, pushes());
        } catch (RuntimeException | IOException e) {
            close();
            throw e;
        }
    }

    /** @param folder for logs, which stay, and the database, which does not */
    public static BenchSite start(Path folder, int merchants) throws IOException, SQLException {
        Files.createDirectories(folder);
        return around(BenchDatabase.start(folder.resolve("database")), folder, merchants);
    }

    /**
     * @param database becomes the site's, which closes it
     * @param folder for logs
     */
    static BenchSite around(BenchDatabase database, Path folder, int merchants) throws IOException {
        return new BenchSite(Files.createDirectories(folder), merchants, database);
    }

    /**
     * Starts a daemon; returns when it is ready.
     *
     * @param settings besides those that make everything meet
     */
    public BenchDaemon serve(Map<String, String> settings) throws IOException {
        return BenchDaemon.start(this, pushPort, settings);
    }

    /** Starts the baseline; returns at once. */
    public BaselineProcess baseline(int concurrency) throws IOException {
        return new BaselineProcess(
                children.java(Baseline.class, platform.url(), database.jdbcUrl(), Integer.toString(concurrency)),
                children.logs());
    }

    public int merchants() {
        return merchants;
    }

    Children children() {
        return children;
    }

    public BenchDatabase database() {
        return database;
    }

    public BenchPlatform platform() {
        return platform;
    }

    String pushes() {
        return "http://127.0.0.1:" + pushPort + "/push/" + ComponentCredentials.DEFAULT.appid();
    }

    @Override
    public void close() throws IOException {
        children.close();
        database.close();
    }
}
