package dev.catwalk.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.Walks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** After a rotation everything comes under the primary key, while the worker works, and nothing is lost on the way. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ReEncryptionTest {
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(2);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final KeyId OLD = EncryptedStore.keysetBefore().primary();

    @Inject
    Worker worker;

    @Inject
    Walks walks;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    EncryptedStore store;

    @Inject
    EncryptedRows rows;

    @Inject
    Encryption encryption;

    @Inject
    ReEncryption reEncryption;

    @Test
    void whatAnOlderKeyProtectsComesUnderThePrimaryAndStaysWhatItIs() throws SQLException {
        // given
        SimulatedPlatform platform = beginKnowing(40);
        store.addPushes(0, 3, encryption.keyset());
        store.addLink();
        store.age();
        platform.calls().clear();

        // when
        ReEncryption.Summary first = reEncryption.activate(() -> false);
        ReEncryption.Summary second = reEncryption.activate(() -> false);

        // then
        assertThat(first).isEqualTo(new ReEncryption.Summary(1 + 1 + 40 + 40 + 3 + 1, 0, true));
        assertThat(second).isEqualTo(new ReEncryption.Summary(0, 0, true));
        assertThat(store.allUses())
                .extracting(use -> use.key().orElseThrow())
                .hasSize(EncryptedColumn.values().length)
                .containsOnly(encryption.keyset().primary());
        assertThat(store.pushes()).containsExactly("push 0", "push 1", "push 2");
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 40));
        assertThat(platform.calls().answered()).isEqualTo(Map.of(Api.GET_CATEGORY, Map.of(0, 40L)));
    }

    @Test
    void whileTokensAreRefreshedNothingIsLost() throws SQLException {
        // given
        int merchants = ReEncryption.PAGE + 100;
        SimulatedPlatform platform = beginKnowing(merchants);
        store.age();
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.takeTicket();
        platform.calls().clear();

        // when
        long walk = walks.start(WalkScope.ALL, List.of(Worker.COMPONENT)).orElseThrow();
        while (walks.report(walk).isRunning()) {
            reEncryption.activate(() -> false);
        }
        Map<String, Integer> during = worker.await(walk).ledger();
        reEncryption.activate(() -> false);
        Map<String, Integer> after = worker.walk(WalkScope.ALL).ledger();

        // then
        assertThat(during).isEqualTo(Map.of("unchanged", merchants));
        assertThat(after).isEqualTo(Map.of("unchanged", merchants));
        assertThat(platform.calls().count(Api.AUTHORIZER_TOKEN))
                .as("refreshes, one of each")
                .isEqualTo(merchants);
        assertThat(store.uses(EncryptedColumn.REFRESH_TOKEN))
                .isEqualTo(Map.of(encryption.keyset().primary(), (long) merchants));
        assertThat(store.uses(EncryptedColumn.ACCESS_TOKEN))
                .isEqualTo(Map.of(encryption.keyset().primary(), (long) merchants));
    }

    @Test
    void aTokenThatWasRefreshedSinceItWasReadIsNotOverwritten() {
        // given
        SimulatedPlatform platform = beginKnowing(1);
        SimulatedMerchant merchant = platform.component().merchants(0, 1).getFirst();
        List<EncryptedRows.ReEncrypted> read = reEncryptedOf(EncryptedColumn.ACCESS_TOKEN);
        SettableClock.INSTANCE.advance(ACCESS_TOKEN_LIFE);
        worker.takeTicket();
        tokens.live(List.of(worker.ref(merchant)), () -> false);
        platform.calls().clear();

        // when
        int replaced = rows.replace(EncryptedColumn.ACCESS_TOKEN, read);

        // then
        assertThat(replaced).isZero();
        assertThat(worker.walk(merchant).ledger()).isEqualTo(Map.of("unchanged", 1));
        assertThat(platform.calls().answered()).isEqualTo(Map.of(Api.GET_CATEGORY, Map.of(0, 1L)));
    }

    @Test
    void aTokenThatIsBeingWrittenAtThisMomentIsNotOverwrittenEither() throws Exception {
        // given
        beginKnowing(1);
        List<EncryptedRows.ReEncrypted> read = reEncryptedOf(EncryptedColumn.REFRESH_TOKEN);
        FutureTask<Integer> replacing = new FutureTask<>(() -> rows.replace(EncryptedColumn.REFRESH_TOKEN, read));

        // when
        try (Handle other = worker.jdbi().open()) {
            other.begin();
            other.execute("update app.merchant_token set refresh_token = 'newer'");
            Thread.ofPlatform().start(replacing);
            Awaitility.await("it waits for the row").atMost(LIMIT).until(() -> worker.waitingFor("merchant_token") > 0);
            other.commit();
        }

        // then
        assertThat(replacing.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(worker.value("select convert_from(refresh_token, 'UTF8') from app.merchant_token"))
                .isEqualTo("newer");
    }

    @Test
    void whatLiesBehindThousandsThatAreUpToDateIsFound() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        store.addPushes(0, EncryptedRows.SPAN, encryption.keyset());
        store.addPushes(EncryptedRows.SPAN, EncryptedRows.SPAN + 2, EncryptedStore.keysetBefore());

        // then
        assertThat(reEncryption.activate(() -> false)).isEqualTo(new ReEncryption.Summary(2, 0, true));
    }

    @Test
    void troubleWithOneColumnKeepsNoOtherUnderTheOldKey() throws SQLException {
        // given
        beginKnowing(1);
        store.addPushes(0, 3, encryption.keyset());
        store.age();
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create function app.refuse() returns trigger language plpgsql as $$
                    begin raise exception 'canceling statement due to statement timeout'; end $$
                    """);
            handle.execute("create trigger refuse before update on app.merchant_token execute function app.refuse()");
        });

        // when
        ReEncryption.Summary summary;
        try {
            summary = reEncryption.activate(() -> false);
        } finally {
            worker.jdbi().useHandle(handle -> handle.execute("drop function app.refuse cascade"));
        }

        // then
        assertThat(summary.complete()).isFalse();
        assertThat(store.uses(EncryptedColumn.PUSH_BODY))
                .isEqualTo(Map.of(encryption.keyset().primary(), 3L));
        assertThat(store.uses(EncryptedColumn.ACCESS_TOKEN)).isEqualTo(Map.of(OLD, 1L));
    }

    @Test
    void askedToEndItLeavesTheRestToTheNext() throws SQLException {
        // given
        int pushes = ReEncryption.PAGE + 200;
        worker.begin(SimulatorOptions.builder().merchants(0));
        store.addPushes(0, pushes, EncryptedStore.keysetBefore());

        // when
        ReEncryption.Summary cut = reEncryption.activate(this::hasBegunWithPushes);
        Map<KeyId, Long> left = store.uses(EncryptedColumn.PUSH_BODY);
        ReEncryption.Summary next = reEncryption.activate(() -> false);

        // then
        assertThat(cut).isEqualTo(new ReEncryption.Summary(ReEncryption.PAGE, 0, false));
        assertThat(left).isEqualTo(Map.of(OLD, 200L, encryption.keyset().primary(), (long) ReEncryption.PAGE));
        assertThat(next).isEqualTo(new ReEncryption.Summary(200, 0, true));
        assertThat(store.pushes())
                .isEqualTo(IntStream.range(0, pushes).mapToObj(i -> "push " + i).toList());
    }

    @Test
    void whatDoesNotOpenStaysAsItIsAndIsReportedOnce() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        store.addPushes(0, ReEncryption.PAGE, EncryptedStore.keysetBefore());
        store.addPushes(ReEncryption.PAGE, ReEncryption.PAGE + 1, Keyset.create());
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.push_event set body = body || 'x'"
                        + " where push_event_id = (select min(push_event_id) from app.push_event)"));
        List<Object> unreadable = unreadable();
        try (RecordedLog log = new RecordedLog(ReEncryption.class)) {
            // when
            ReEncryption.Summary summary = reEncryption.activate(() -> false);

            // then
            assertThat(summary).isEqualTo(new ReEncryption.Summary(ReEncryption.PAGE - 1, 2, true));
            assertThat(unreadable()).hasSize(2).isEqualTo(unreadable);
            assertThat(log.lines(org.jboss.logmanager.Level.ERROR))
                    .containsExactly("no key of the keyset opens some stored values, they stay as they are;"
                            + " column=push_event.body values=2");
            assertThat(log.lines(Level.INFO)).hasSize(1);
        }
    }

    private boolean hasBegunWithPushes() {
        try {
            return store.uses(EncryptedColumn.PUSH_BODY)
                    .containsKey(encryption.keyset().primary());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first and the last push. */
    private List<Object> unreadable() {
        return worker
                .rows("select encode(body, 'hex') as body from app.push_event where push_event_id in ("
                        + "(select min(push_event_id) from app.push_event), (select max(push_event_id) from app.push_event))"
                        + " order by push_event_id")
                .stream()
                .map(row -> row.get("body"))
                .toList();
    }

    @Test
    void twoNodesOnTheirWayToTheNextKeyDoNotUndoEachOthersWork() throws SQLException {
        // given
        Keyset prepared = encryption.keyset().withPrepared();
        Keyset rotated = prepared.rotated();
        worker.begin(SimulatorOptions.builder().merchants(0));
        store.addPushes(0, 5, rotated);
        store.addPushes(5, 7, prepared);

        // when
        ReEncryption.Summary ofEarlier = new ReEncryption(rows, new Encryption(prepared)).activate(() -> false);
        Map<KeyId, Long> afterEarlier = store.uses(EncryptedColumn.PUSH_BODY);
        ReEncryption.Summary ofLater = new ReEncryption(rows, new Encryption(rotated)).activate(() -> false);

        // then
        assertThat(ofEarlier).isEqualTo(new ReEncryption.Summary(0, 0, true));
        assertThat(afterEarlier).isEqualTo(Map.of(rotated.primary(), 5L, prepared.primary(), 2L));
        assertThat(ofLater).isEqualTo(new ReEncryption.Summary(2, 0, true));
        assertThat(store.uses(EncryptedColumn.PUSH_BODY)).isEqualTo(Map.of(rotated.primary(), 7L));
    }

    private SimulatedPlatform beginKnowing(int merchants) {
        return worker.beginKnowing(
                SimulatorOptions.builder().merchants(merchants).mix(MerchantMix.PLAIN));
    }

    /** As between reading and writing: everything of a column, encrypted anew. */
    private List<EncryptedRows.ReEncrypted> reEncryptedOf(EncryptedColumn column) {
        return store.values(column).stream()
                .map(value -> new EncryptedRows.ReEncrypted(
                        value,
                        encryption.encrypt(
                                encryption.decrypt(value.encrypted(), column, value.row()), column, value.row())))
                .toList();
    }
}
