package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.options.ColorScheme;
import dev.catwalk.lab.surroundings.EmbeddedDatabase;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Pattern PSQL = Pattern.compile("psql (postgresql://demo@127\\.0\\.0\\.1:\\d+/catwalk)");
    private static final String WALKS =
            "select count(*) from walk where scope = 'all' and state = 'completed' and merchants > 0";

    @TempDir
    private Path temp;

    @Test
    void demoLeavesUnreleasedDataAloneFillsTheViewsContinuesAfterItWasKilledAndEndsCleanly() throws IOException {
        // given
        Path old = temp.resolve("my demo");
        Path folder = temp.resolve("my demo-2");
        makeUnreleased(old);
        Map<String, String> environment = Map.of("CATWALK_DEMO_DIR", old.toString());
        StringBuilder output = new StringBuilder();
        long snapshots;

        // when
        try (CatwalkProcess first = CatwalkProcess.demo(environment)) {
            Jdbi reader = reader(first);
            first.await("a walk over everybody", () -> count(reader, WALKS) > 0);

            // then
            assertThat(first.out())
                    .containsPattern("quarkus\\.datasource\\.jdbc\\.url: .*unreleased build of Catwalk")
                    .contains("stays in " + old + ";");
            assertThat(old.resolve("postgresql")).isDirectory();
            assertThat(count(reader, "select count(*) from category_audit")).isPositive();
            assertThat(count(reader, "select count(*) from rejection")).isPositive();
            assertThat(count(reader, "select count(*) from merchant_coverage")).isGreaterThanOrEqualTo(400);
            assertThatThrownBy(() -> count(reader, "select count(*) from app.merchant_token"))
                    .hasMessageContaining("permission denied");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keyset.json"))))
                    .isEqualTo("rw-------");

            // when
            CatwalkProcess second = CatwalkProcess.start(environment, "demo");

            // then
            assertThat(second.awaitExit()).isEqualTo(2);
            assertThat(second.err()).contains("running in " + folder);

            // when
            first.awaitOutput(" completed: ");
            first.awaitOutput("个类目审核被驳回");
            lookAround(first);
            snapshots = count(reader, "select count(*) from category_snapshot");
            first.kill();
            output.append(first.output());
        }

        // when
        try (CatwalkProcess next = CatwalkProcess.demo(environment)) {
            Jdbi reader = reader(next);
            long walks = count(reader, WALKS);

            // then
            assertThat(count(reader, "select count(*) from category_snapshot")).isGreaterThanOrEqualTo(snapshots);
            next.await("walks go on", () -> count(reader, WALKS) > walks);

            // when
            CatwalkProcess.Ending ending = next.terminate();

            // then
            assertThat(ending.exitCode()).as(next.output()).isZero();
            assertThat(ending.took()).isLessThan(Duration.ofSeconds(15));
            assertThatThrownBy(() -> count(reader, WALKS)).hasMessageContaining("refused");
            output.append(next.output());
        }
        Secrets.assertNoneIn(
                output.toString(), Files.readString(folder.resolve("keyset.json")), ComponentCredentials.DEFAULT);
    }

    /** As the one who started it would; ConsoleInBrowserIT does the rest. */
    private static void lookAround(CatwalkProcess demo) {
        if (ConsoleInBrowser.chromium().isEmpty()) {
            return;
        }
        try (ConsoleInBrowser console = ConsoleInBrowser.of(demo)) {
            console.visit(ConsoleInBrowser.in("zh-CN", ColorScheme.DARK), page -> {
                assertThat(page.locator("tbody tr").count()).isPositive();
                console.open(page, "/");
                assertThat(console.findings(page, "demo")).isEmpty();
            });
        }
    }

    private static void makeUnreleased(Path folder) throws IOException {
        Files.createDirectories(folder);
        int port = FreePort.any();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgresql"), port)) {
            Migrations.migrate(EmbeddedDatabase.jdbcUrl(port) + "?user=" + EmbeddedDatabase.OWNER);
            Jdbi.create(database.dataSource())
                    .useHandle(handle -> handle.execute("update app.flyway_schema_history set checksum = 1"));
        }
    }

    private static Jdbi reader(CatwalkProcess demo) {
        Matcher psql = PSQL.matcher(demo.out());
        assertThat(psql.find()).isTrue();
        return Jdbi.create("jdbc:" + psql.group(1).replace("demo@", "") + "?user=demo");
    }

    private static long count(Jdbi jdbi, String sql) {
        return jdbi.withHandle(handle -> handle.select(sql).mapTo(Long.class).one());
    }
}
