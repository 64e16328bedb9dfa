package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.doctor.DoctorReport;
import dev.catwalk.doctor.OfflineDiagnosis;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code doctor} on an installation that works, and on what goes wrong with one: its lines and its exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {
    private static final int MERCHANTS = 12;

    private final Site site =
            Site.with(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
    private final List<WebhookSink.Message> messages = new ArrayList<>();
    private final WebhookSink receiver = new WebhookSink(messages::add);

    /** What differs from the daemon's. */
    private Map<String, String> environment;

    @BeforeAll
    void install() {
        try (CatwalkProcess daemon = CatwalkProcess.start(configuration(), "serve")) {
            daemon.awaitOutput("up;");
            site.platform().component().pushTicketNow();
            daemon.await(
                    "all are walked",
                    () -> site.count("select count(*) from reporting.merchant_coverage where last_outcome = 'changed'")
                            == MERCHANTS);
            daemon.terminate();
        }
    }

    @BeforeEach
    void begin() {
        environment = configuration();
        messages.clear();
        site.storeTicket();
        site.database().useHandle(handle -> {
            handle.execute("truncate app.push_refusal, app.alert_recorded, app.alert_delivery, app.alert_attempt,"
                    + " app.alert");
            // Daemons of other tests that ended a moment ago.
            handle.execute("truncate quartz.qrtz_scheduler_state");
        });
    }

    @AfterAll
    void close() {
        receiver.close();
        site.close();
    }

    @Test
    void allIsWellWhileADaemonRunsAndNothingIsChanged() {
        try (CatwalkProcess daemon = CatwalkProcess.start(environment, "serve")) {
            // given
            daemon.awaitOutput("up;");
            long generations = generations();

            // when
            Report report = doctor();

            // then
            assertThat(report.lines()).as(report.text()).allMatch(line -> line.startsWith("ok "));
            assertThat(report.exitCode()).isZero();
            report.has("ok +database +PostgreSQL \\d+.*")
                    .has("ok +keyset +opens all \\d{2,} stored ciphertexts")
                    .has("ok +verify ticket +wx\\w+: arrived \\d min ago")
                    .has("ok +component token +wx\\w+: works; " + MERCHANTS + " accounts authorized it")
                    .has("ok +daemon +one node is running")
                    .has("ok +schedules +\\d as configured; next in Asia/Shanghai: .*")
                    .has("ok +permission sets +wx\\w+: 12 of 12 .*")
                    .has("ok +alert channels +webhook: configured, reached directly");
            assertThat(generations()).isEqualTo(generations);
            assertThat(messages).isEmpty();
            Secrets.assertNoneIn(report.text(), site.keyset(), ComponentCredentials.DEFAULT);
        }
    }

    /** One run in which everything that it can still see beside it is wrong. */
    @Test
    void whatIsWrongIsFoundWhileTheDaemonIsDownAndTheTestMessagesAreSent() throws IOException {
        // given
        ageTicket();
        environment.put("CATWALK_COMPONENT_SECRET", "hush-hush-hush-hush-hush-hush-32");
        environment.put("CATWALK_ALERT_WECOM_URL", "http://127.0.0.1:" + FreePort.any() + "/?key=hush");
        site.database().useHandle(handle -> handle.execute(REFUSED, Site.component()));

        // when
        Report report = doctor("--send", "--json");

        // then
        JsonNode findings = new ObjectMapper().readTree(report.out());
        assertThat(findings).hasSizeGreaterThan(12).allSatisfy(finding -> {
            assertThat(finding.path("status").asText()).isIn("ok", "WARN", "FAIL");
            assertThat(finding.path("subject").asText()).isNotEmpty();
            assertThat(finding.path("seen").asText()).isNotEmpty();
            assertThat(finding.path("advice").asText().isEmpty())
                    .isEqualTo(finding.path("status").asText().equals("ok"));
        });
        assertThat(lines(findings))
                .anyMatch(line -> line.matches("WARN daemon no daemon is running.*"))
                .anyMatch(line -> line.matches("FAIL credentials wx\\w+: the component secret is not valid.*"))
                .anyMatch(line -> line.matches("ok component token .*"))
                .anyMatch(line -> line.matches("WARN verify ticket wx\\w+: arrived 1 h \\d min ago.*"))
                .contains(
                        "WARN alert channels wecom: 1 alerts wait, the oldest since 2026-11-22T10:00:00Z; last failure: status 500",
                        "ok alert channels webhook: accepted the test message")
                .anyMatch(line -> line.startsWith("FAIL alert channels wecom: did not accept the test message: "));
        assertThat(messages).singleElement().satisfies(message -> assertThat(message.body())
                .contains("\"type\":\"catwalk.test\""));
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.text()).doesNotContain("hush");
        assertThat(site.count("select count(*) from app.alert"))
                .as("tests are no alerts")
                .isEqualTo(1);
    }

    private static final String REFUSED = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              values ('platform.stopped', ?, '2026-11-22T10:00:00Z', '{"reason": "test"}') returning alert_id)
            insert into app.alert_delivery (alert_id, channel, attempts, failures, next_attempt_at, last_error)
            select alert_id, 'wecom', 3, 3, now() + interval '1 h', 'status 500' from raised
            """;

    private static List<String> lines(JsonNode findings) {
        List<String> lines = new ArrayList<>();
        findings.forEach(finding -> lines.add(finding.path("status").asText() + " "
                + finding.path("subject").asText() + " " + finding.path("seen").asText()));
        return lines;
    }

    @Test
    void databaseThatIsDownIsFoundOnceAndThePlatformIsExaminedAllTheSame() {
        // given
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + FreePort.any() + "/catwalk");

        // when
        Report report = first();

        // then
        report.has("FAIL +database +.*refused.*quarkus.datasource.jdbc.url")
                .has("ok +platform .*")
                .has("ok +clock .*")
                .has("ok +egress address .*")
                .has("ok +credentials .*");
        assertThat(report.lines()).as(report.text()).hasSize(6);
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void anotherKeysetOpensNothingAndHidesNothingElse() {
        // given
        environment.put("CATWALK_TOKEN_KEYSET", Keyset.generate());

        // then
        first().has(
                        "FAIL +keyset +does not open component_token.verify_ticket 1 of 1, .*merchant_token.refresh_token 12 of 12"
                                + ".*catwalk.token.keyset-file.*")
                .has("ok +credentials .*");
    }

    @Test
    void oneCiphertextOfManyThatDoesNotOpenIsFound() {
        // given
        String damage =
                "update app.merchant_token set access_token = set_byte(access_token, 20, 255 - get_byte(access_token, 20))"
                        + " where merchant_id = (select max(merchant_id) from app.merchant_token)";
        site.database().useHandle(handle -> handle.execute(damage));

        // when
        Report report = first();
        site.database().useHandle(handle -> handle.execute(damage));

        // then
        report.has("FAIL +keyset +does not open merchant_token.access_token 1 of 12;.*");
    }

    @Test
    void wrongConfigurationIsFoundBesideWhatCanBeExamined() {
        // given
        environment.put("CATWALK_WALK_CONCURRENCY", "many");
        environment.remove("CATWALK_COMPONENT_ENCODING_AES_KEY");

        // when
        Report report = first();

        // then
        report.has("FAIL +configuration +catwalk.walk.concurrency: is not a whole number; .*")
                .has("FAIL +configuration +catwalk.component.encoding-aes-key: not set; .*")
                .has("ok +database .*")
                .has("ok +keyset .*")
                .has("ok +credentials .*");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void valuesThatAreNoneKeepNothingElseFromBeingExamined() {
        // given
        environment.put("SMALLRYE_CONFIG_LOCATIONS", "/none.properties");

        // then
        for (Map.Entry<String, String> wrong : List.of(
                Map.entry("HTTPS_PROXY", "socks5://proxy:1080"),
                Map.entry("CATWALK_PLATFORM_URL", "api.weixin.qq.com"),
                Map.entry("CATWALK_COMPONENT_APPID", " "),
                Map.entry("CATWALK_COMPONENT_SECRET", " "))) {
            Map<String, String> with = new TreeMap<>(environment);
            with.put(wrong.getKey(), wrong.getValue());
            first(with)
                    .has("FAIL +configuration +smallrye.config.locations: /none.properties does not exist; .*")
                    .has("ok +database .*");
        }
    }

    @Test
    void userWithoutRightsIsFoundToLackThem() {
        // given
        site.server().useHandle(handle -> handle.execute("create role doctors_guest login"));
        environment.put("QUARKUS_DATASOURCE_USERNAME", "doctors_guest");

        // then
        first().has("FAIL +privileges +the user lacks .*catwalk_daemon.*");
    }

    @Test
    void freshInstallWithAClockThatIsOff() {
        // given
        try (Site fresh = Site.withoutTables(SimulatorOptions.builder()
                .merchants(1)
                .clock(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(10))))) {
            // when
            Report before = doctor(fresh.environment());

            // then
            before.has("WARN +migrations +the schema lacks \\d+ of \\d+; start the daemon.*")
                    .has("FAIL +clock +\\d{3} s behind the platform's; .*NTP.*")
                    .has("WARN +the rest .*");
            assertThat(before.exitCode()).isEqualTo(1);
            assertThat(fresh.count("select count(*) from pg_namespace where nspname = 'app'"))
                    .as("doctor makes no schema")
                    .isZero();

            // given
            Map<String, String> apart = fresh.environment();
            apart.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");

            // then
            first(apart).has("FAIL +migrations +the schema lacks \\d+ of \\d+; run: catwalk migrate");

            // given
            Migrations.migrate(fresh.jdbcUrl() + "?user=postgres");

            // then
            doctor(apart)
                    .has("ok +migrations .*")
                    .has("FAIL +verify ticket +wx\\w+: none has ever arrived; no daemon ever ran.*")
                    .has("WARN +component token .*no ticket.*")
                    .has("WARN +schedules +none is installed yet.*")
                    .has("WARN +permission sets +wx\\w+: no merchant is known.*")
                    .has("WARN +alert channels +none is configured.*");
        }
    }

    /** Counts refreshes, of merchants and of components. */
    private long generations() {
        return site.count("select (select sum(generation) from app.merchant_token)"
                + " + (select sum(generation) from app.component_token)");
    }

    private void ageTicket() {
        site.database()
                .useHandle(handle -> handle.execute(
                        "update app.component_token set verify_ticket_received_at = now() - interval '65 min',"
                                + " verify_ticket_issued_at = now() - interval '65 min'"));
    }

    private Map<String, String> configuration() {
        Map<String, String> configuration = site.environment();
        configuration.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        configuration.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        configuration.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        return configuration;
    }

    private Report doctor(String... options) {
        return doctor(environment, options);
    }

    private static Report doctor(Map<String, String> environment, String... options) {
        List<String> command = new ArrayList<>(List.of("doctor"));
        command.addAll(List.of(options));
        try (CatwalkProcess doctor = CatwalkProcess.start(environment, command.toArray(String[]::new))) {
            int exitCode = doctor.awaitExit();
            return new Report(exitCode, doctor.out(), doctor.err());
        }
    }

    private Report first() {
        return first(environment);
    }

    /** What is examined before there is an application, in this virtual machine. */
    private static Report first(Map<String, String> environment) {
        OfflineDiagnosis first = new OfflineDiagnosis(Site.settings(environment));
        List<Finding> findings = first.findings();
        return new Report(findings.stream().anyMatch(Finding::isFailure) ? 1 : 0, DoctorReport.asLines(findings), "");
    }

    private record Report(int exitCode, String out, String error) {
        List<String> lines() {
            return out.lines().toList();
        }

        String text() {
            return out + error;
        }

        Report has(String pattern) {
            assertThat(lines()).as(text()).anyMatch(line -> line.matches(pattern));
            return this;
        }
    }
}
