package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.Catwalk;
import dev.catwalk.encryption.CiphertextCount;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.FakeKms;
import dev.catwalk.encryption.KeyId;
import dev.catwalk.encryption.KeyUse;
import dev.catwalk.encryption.Keyset;
import dev.catwalk.encryption.TestKeysets;
import dev.catwalk.reporting.Migrations;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.startup.Check.Problem;
import dev.catwalk.startup.DatabaseCheck;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code keys} and what a daemon makes of the keyset. The commands need no application: all but one run in this virtual machine.
 */
class KeyCommandsIT {
    private static final int MERCHANTS = 30;
    private static final int PUSHES = 2_000;

    private final Site site =
            Site.withoutTables(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
    private final Map<String, String> environment = site.environment();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void keysetInAFile() throws IOException {
        file = folder.resolve("keyset.json");
        environment.remove("CATWALK_TOKEN_KEYSET");
        environment.put("CATWALK_TOKEN_KEYSET_FILE", file.toString());
        keys(0, "generate", "--out", file.toString());
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aKeyFromItsPreparationToItsRemoval() throws IOException, SQLException {
        // given
        KeyId old = keyset().primary();
        try (CatwalkProcess daemon = daemon()) {
            site.platform().component().pushTicketNow();
            daemon.await("the first walk is completed", () -> completedWalks() == 1);
            assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
        }
        storePushes(
                keyset(), IntStream.range(0, PUSHES).mapToObj("%04x"::formatted).toList());
        long pushes = site.count("select count(*) from app.push_event where body is not null");
        assertThat(keys(0, "status").out())
                .containsPattern("key +is +verify tickets +component tokens +refresh tokens +access tokens +pushes")
                .containsPattern(old + " +primary +1 +1 +" + MERCHANTS + " +" + MERCHANTS + " +\\d+");

        // when
        Ran prepared = keys(0, "rotate", "--prepare");
        KeyId next = keyset().prepared().orElseThrow();
        Ran again = keys(0, "rotate", "--prepare");

        // then
        assertThat(prepared.out()).isEmpty();
        assertThat(prepared.err()).contains("Key " + next + " is prepared. Restart every node");
        assertThat(again.err()).contains("Key " + next + " is prepared already.");
        assertThat(keyset().keys()).hasSize(2);
        assertThat(keys(0, "status").out())
                .containsPattern(old + " +primary +1 ")
                .containsPattern(next + " +prepared +0 +0 +0 +0 +0");

        // when
        Ran rotated = inAProcess("rotate");

        // then
        assertThat(rotated.exitCode()).as(rotated.err()).isZero();
        assertThat(rotated.err()).contains("Key " + next + " is the primary now, and not key " + old);
        assertThat(keyset().primary()).isEqualTo(next);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        // when
        Ran early = keys(1, "remove", old.toString());

        // then
        assertThat(early.err())
                .startsWith("Key " + old + " still protects component_token.verify_ticket: 1, ")
                .contains("merchant_token.refresh_token: " + MERCHANTS);
        assertThat(keyset().keys()).hasSize(2);
        assertThat(keys(1, "remove", next.toString()).err()).contains("is the primary");
        assertThat(keys(2, "remove", "1").err()).contains("the keyset has no key 1; it has: " + old + ", " + next);

        // when: it is killed while it re-encrypts; the third page waits for a row that another session holds
        int done = 1_000;
        try (Handle holder = site.database().open();
                CatwalkProcess daemon = CatwalkProcess.start(environment, "serve")) {
            holder.begin();
            // Not by the offset itself, which locks what it skips as well.
            holder.execute("""
                    select from app.push_event
                    where push_event_id = (select push_event_id from app.push_event order by 1 limit 1 offset ?)
                    for update
                    """, done);
            daemon.await("two pages are re-encrypted", () -> protectedBy(old) == pushes - done);
            daemon.kill();
            holder.rollback();
        }
        assertThat(protectedBy(old)).isEqualTo(pushes - done);
        site.platform().calls().clear();
        environment.put("CATWALK_WALK_SCHEDULE", "0/2 * * * * ?");
        try (CatwalkProcess daemon = daemon()) {
            daemon.await("everything is re-encrypted", () -> protectedBy(old) == 0);
            long walks = completedWalks();
            daemon.await("a walk with what was re-encrypted", () -> completedWalks() > walks + 1);
            assertThat(daemon.terminate().exitCode()).as(daemon.output()).isZero();
            assertThat(site.platform().calls().count(Api.COMPONENT_TOKEN)).isZero();
            assertThat(site.platform().calls().count(Api.AUTHORIZER_TOKEN)).isZero();
            assertThat(daemon.output()).contains("re-encrypted under the primary key; column=push_event.body");
            Secrets.assertNoKeyIn(daemon.output(), Files.readString(file));
        }

        // then
        assertThat(keys(0, "status").out())
                .containsPattern(old + " +active +0 +0 +0 +0 +0")
                .containsPattern(next + " +primary +1 +1 +" + MERCHANTS + " +" + MERCHANTS);
        assertThat(keys(0, "remove", old.toString()).err()).contains("Key " + old + " is in it no more.");
        assertThat(keyset().keys()).containsExactly(new Keyset.Key(next, Keyset.Role.PRIMARY));
        try (Handle handle = site.database().open()) {
            assertThat(CiphertextCount.all(keyset(), handle.getConnection()))
                    .contains(new CiphertextCount(EncryptedColumn.PUSH_BODY, pushes, 0))
                    .allMatch(count -> count.closed() == 0);
        }
    }

    @Test
    void aKeysetThatLacksOneOfTwoKeysStartsNothing() throws IOException {
        // given
        makeTables();
        Keyset before = keyset();
        Keyset rotated = before.rotated();
        storeTicket(before);
        storePushes(rotated, List.of("01"));
        Files.writeString(file, rotated.without(before.primary()).json());

        // when
        List<Problem> problems = new DatabaseCheck().problems(Site.settings(environment));

        // then
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "catwalk.token.keyset-file: is not the keyset that encrypted the tokens in this database: key "
                                + before.primary() + " is missing, and component_token.verify_ticket needs it");
        assertThat(protectedBy(before.primary())).isEqualTo(1);
        Ran status = keys(1, "status");
        assertThat(status.out())
                .containsPattern(rotated.primary() + " +primary +0 +0 +0 +0 +1")
                .containsPattern(before.primary() + " +not in the keyset +1 +0 +0 +0 +0");
        assertThat(status.err())
                .isEqualToNormalizingNewlines(
                        "1 in component_token.verify_ticket cannot be opened: the keyset lacks key " + before.primary()
                                + "\n");
    }

    @Test
    void aKeysetFromTheEnvironmentIsPrintedAndNothingElse() {
        // given
        environment.remove("CATWALK_TOKEN_KEYSET_FILE");
        environment.put("CATWALK_TOKEN_KEYSET", site.keyset());
        KeyId old = TestKeysets.open(site.keyset()).primary();

        // when
        Ran rotated = run("rotate");

        // then
        assertThat(rotated.exitCode()).as(rotated.err()).isZero();
        Keyset keyset = TestKeysets.open(rotated.out());
        assertThat(keyset.keys())
                .containsExactly(
                        new Keyset.Key(old, Keyset.Role.ACTIVE), new Keyset.Key(keyset.primary(), Keyset.Role.PRIMARY));
        assertThat(rotated.err()).contains("Key " + keyset.primary() + " is the primary now", "It was not prepared");
        Secrets.assertNoKeyIn(rotated.err(), rotated.out());
    }

    @Test
    void aFileThatIsThereIsNotOverwrittenAndTheConfiguredOneStaysAsItIs() throws IOException {
        // given
        Path taken = Files.writeString(folder.resolve("taken.json"), "precious");
        Path free = folder.resolve("free.json");
        String before = Files.readString(file);

        // when
        Ran refused = keys(2, "rotate", "--out", taken.toString());
        keys(0, "rotate", "--out", free.toString());

        // then
        assertThat(refused.err()).contains("--out", taken.toString(), "exists");
        assertThat(taken).hasContent("precious");
        assertThat(file).hasContent(before);
        assertThat(TestKeysets.open(Files.readString(free)).keys()).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(free)))
                .isEqualTo("rw-------");
    }

    @Test
    void statusOfADatabaseThatHasNoTablesYetIsAllNothing() {
        assertThat(keys(0, "status").out()).containsPattern("\\d+ +primary +0 +0 +0 +0 +0");
    }

    @Test
    void statusDistinguishesAKeyOfTheSameNumberFromTheOneThatIsNeeded() throws IOException {
        // given
        makeTables();
        storeTicket(keyset());
        assertThat(keys(0, "status").err()).isEmpty();
        KeyId number = keyset().primary();
        Files.writeString(
                file, Keyset.create().json().replaceAll("(?<=\"(?:primaryK|k)eyId\":)\\d+", number.toString()));

        // when
        Ran status = keys(1, "status");

        // then
        assertThat(status.err())
                .matches("the keyset does not open what is stored: its key " + number
                        + " is another one than that of component_token.verify_ticket\\R");
    }

    @Test
    void whatIsMissingIsReportedInOneLine() {
        // given
        environment.remove("CATWALK_TOKEN_KEYSET_FILE");
        assertThat(keys(2, "status").err()).matches("catwalk\\.token\\.keyset-file: not set.*\\R");
        assertThat(keys(2, "rotate").err()).matches("catwalk\\.token\\.keyset-file: not set.*\\R");

        // when
        environment.put("CATWALK_TOKEN_KEYSET", site.keyset());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:" + FreePort.any() + "/catwalk");

        // then
        assertThat(keys(2, "status").err()).matches("quarkus\\.datasource\\.jdbc\\.url: .*refused.*\\R");
        assertThat(keys(2, "remove", "1").err()).matches("quarkus\\.datasource\\.jdbc\\.url: .*refused.*\\R");
    }

    @Test
    void aKeysetThatAKmsWrapsIsWrittenAndReadWrapped() throws IOException {
        // given
        environment.put("CATWALK_TOKEN_KEYSET_KMS_URI", FakeKms.KEY);
        Path wrapped = folder.resolve("wrapped.json");
        environment.put("CATWALK_TOKEN_KEYSET_FILE", wrapped.toString());

        // when
        keys(0, "generate", "--out", wrapped.toString());
        keys(0, "rotate");
        CatwalkProcess status = withKms("keys", "status");

        // then
        assertThat(Files.readString(wrapped)).contains("encryptedKeyset").doesNotContain("keyData");
        assertThat(status.out()).containsPattern("\\d+ +active +0").containsPattern("\\d+ +primary +0");
    }

    /** Run with a KMS client beside the jar, as one in the build would be. */
    private CatwalkProcess withKms(String... arguments) throws IOException {
        Path client = folder.resolve("kms");
        copy("dev/catwalk/encryption/FakeKms.class", client);
        copy("dev/catwalk/encryption/FakeKms$Forbidden.class", client);
        copy("META-INF/services/com.google.crypto.tink.KmsClient", client);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                Path.of("src/daemon/target/quarkus-app/quarkus-run.jar").toAbsolutePath() + File.pathSeparator + client,
                "io.quarkus.bootstrap.runner.AotQuarkusEntryPoint"));
        command.addAll(List.of(arguments));
        CatwalkProcess process = CatwalkProcess.run(command, environment);
        assertThat(process.awaitExit()).as(process.output()).isZero();
        return process;
    }

    private static void copy(String name, Path to) throws IOException {
        Path target = to.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(Path.of("src/daemon/target/test-classes").resolve(name), target);
    }

    private CatwalkProcess daemon() {
        return CatwalkProcess.start(environment, "serve").awaitOutput("up;");
    }

    /** What it prints holds none of the keys that are in the file then. */
    private Ran keys(int exitCode, String... arguments) {
        Ran ran = run(arguments);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(exitCode);
        try {
            if (Files.exists(file)) {
                Secrets.assertNoKeyIn(ran.out() + ran.err(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ran;
    }

    private record Ran(int exitCode, String out, String err) {}

    /** The properties that concern these commands, by the variables that set them. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", "quarkus.datasource.jdbc.url",
            "QUARKUS_DATASOURCE_USERNAME", "quarkus.datasource.username",
            "CATWALK_TOKEN_KEYSET", "catwalk.token.keyset",
            "CATWALK_TOKEN_KEYSET_FILE", "catwalk.token.keyset-file",
            "CATWALK_TOKEN_KEYSET_KMS_URI", "catwalk.token.keyset-kms-uri");

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Properties before = (Properties) System.getProperties().clone();
        try {
            PROPERTIES.forEach((variable, property) -> {
                if (environment.containsKey(variable)) {
                    System.setProperty(property, environment.get(variable));
                }
            });
            int exitCode = Catwalk.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(command(arguments));
            return new Ran(exitCode, out.toString(), err.toString());
        } finally {
            System.setProperties(before);
        }
    }

    private Ran inAProcess(String... arguments) {
        CatwalkProcess process = CatwalkProcess.start(environment, command(arguments));
        return new Ran(process.awaitExit(), process.out(), process.err());
    }

    private static String[] command(String... arguments) {
        return Stream.concat(Stream.of("keys"), Stream.of(arguments)).toArray(String[]::new);
    }

    private Keyset keyset() throws IOException {
        return TestKeysets.open(Files.readString(file));
    }

    private long completedWalks() {
        return site.count("select count(*) from reporting.walk where state = 'completed' and scope = 'all'");
    }

    private long protectedBy(KeyId key) {
        return site.database().withHandle(handle -> {
            try {
                return KeyUse.all(handle.getConnection()).stream()
                        .filter(use -> use.key().equals(Optional.of(key)))
                        .mapToLong(KeyUse::values)
                        .sum();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void makeTables() {
        Migrations.migrate(site.jdbcUrl() + "?user=postgres");
        site.database()
                .useHandle(handle -> handle.execute("insert into app.component values (?, now())", Site.component()));
    }

    private void storeTicket(Keyset keyset) {
        byte[] ticket = TestKeysets.encrypt(keyset.json(), "ticket", EncryptedColumn.VERIFY_TICKET, Site.component());
        site.database()
                .useHandle(handle -> handle.execute(
                        "insert into app.component_token (component_appid, verify_ticket, verify_ticket_issued_at,"
                                + " verify_ticket_received_at) values (?, ?, now(), now())",
                        Site.component(),
                        ticket));
    }

    /** @param digests hexadecimal */
    private void storePushes(Keyset keyset, List<String> digests) {
        String json = keyset.json();
        site.database().useHandle(handle -> {
            PreparedBatch pushes = handle.prepareBatch(
                    "insert into app.push_event (component_appid, type, digest, body, issued_at, received_at, processed_at)"
                            + " values (:component, 'unknown', decode(:digest, 'hex'), :body, now(), now(), now())");
            digests.forEach(digest -> pushes.bind("component", Site.component())
                    .bind("digest", digest)
                    .bind("body", TestKeysets.encrypt(json, "push", EncryptedColumn.PUSH_BODY, digest))
                    .add());
            pushes.execute();
        });
    }
}
