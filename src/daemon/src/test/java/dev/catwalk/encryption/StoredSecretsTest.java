package dev.catwalk.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A keyset that does not open everything is found before anything depends on it, whichever of several keys it lacks. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class StoredSecretsTest {
    @Inject
    Worker worker;

    @Inject
    EncryptedStore store;

    @Inject
    Encryption encryption;

    private final Keyset before = EncryptedStore.keysetBefore();
    private Keyset keyset;

    @BeforeEach
    void twoKeysAreNeeded() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.takeTicket();
        keyset = encryption.keyset();
        store.addPushes(0, 5, before);
        store.addPushes(5, 9, keyset);
    }

    @Test
    void theKeysetThatHasBothOpensAll() throws SQLException {
        assertThat(notOpenedBy(keyset)).isEmpty();
        assertThat(notOpenedBy(keyset.withPrepared())).isEmpty();
        assertThat(notOpenedBy(keyset.rotated())).isEmpty();
    }

    @Test
    void theKeysetOfBeforeLacksTheNewKey() throws SQLException {
        assertThat(notOpenedBy(before))
                .contains("key " + keyset.primary() + " is missing, and component_token.verify_ticket needs it");
    }

    @Test
    void theKeysetWithoutTheOldKeyLacksIt() throws SQLException {
        assertThat(notOpenedBy(keyset.without(before.primary())))
                .contains("key " + before.primary() + " is missing, and push_event.body needs it");
    }

    @Test
    void aKeyOfTheSameNumberIsNotTakenForIt() throws SQLException {
        // given
        Keyset stranger = TestKeysets.open(Keyset.create()
                .json()
                .replaceAll("(?<=\"(?:primaryK|k)eyId\":)\\d+", keyset.primary().toString()));

        // then
        assertThat(stranger.primary()).isEqualTo(keyset.primary());
        assertThat(notOpenedBy(stranger))
                .contains("its key " + keyset.primary() + " is another one than that of component_token.verify_ticket");
    }

    @Test
    void oneDamagedValueDoesNotSpeakForAll() throws SQLException {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute("update app.push_event set body = body || 'x'"
                        + " where push_event_id = (select min(push_event_id) from app.push_event)"));

        // then
        assertThat(notOpenedBy(keyset)).isEmpty();
    }

    @Test
    void whatNoTinkKeyEncryptedIsFound() throws SQLException {
        // given
        worker.jdbi().useHandle(handle -> handle.execute("update app.push_event set body = 'plain text'"));

        // then
        assertThat(notOpenedBy(keyset)).contains("push_event.body holds values that no Tink key encrypted");
    }

    @Test
    void whatEachKeyProtectsIsCounted() throws SQLException {
        assertThat(store.allUses())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        new KeyUse(EncryptedColumn.VERIFY_TICKET, Optional.of(keyset.primary()), 1),
                        new KeyUse(EncryptedColumn.PUSH_BODY, Optional.of(before.primary()), 5),
                        new KeyUse(EncryptedColumn.PUSH_BODY, Optional.of(keyset.primary()), 4)));
    }

    @Test
    void ofALargeTableAPartIsLookedAt() throws SQLException {
        // given
        int many = 40_000;
        store.addPushes(10, 10 + many, before);

        // when
        long seen = store.sampledUses().stream()
                .filter(use -> use.key().equals(Optional.of(before.primary())))
                .mapToLong(KeyUse::values)
                .sum();

        // then
        assertThat(seen).isBetween(many / 10L, many - 1L);
        assertThat(notOpenedBy(keyset)).isEmpty();
        assertThat(notOpenedBy(keyset.without(before.primary()))).isPresent();
    }

    @Test
    void afterALostKeysetTheScriptLeavesNothingThatNeedsItAndThePlatformOffersTheTokensAnew() throws Exception {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));
        assertThat(notOpenedBy(before.rotated())).isPresent();
        long lastGeneration = (Long) worker.value("select max(generation) from app.merchant_token");

        // when
        String script = Files.readString(Path.of("../../db/keyset-lost.sql"));
        worker.jdbi().useHandle(handle -> handle.createScript(script).execute());

        // then
        assertThat(notOpenedBy(before.rotated())).isEmpty();
        worker.takeTicket();
        assertThat(worker.walk(WalkScope.ALL).ledger()).isEqualTo(Map.of("unchanged", 3));
        assertThat(worker.rows("select type from app.alert where type <> 'category.audit.rejected'"))
                .isEmpty();
        assertThat((Long) worker.value("select min(generation) from app.merchant_token"))
                .isGreaterThan(lastGeneration);
    }

    private static final String BYTES = """
            select table_name || '.' || column_name as name from information_schema.columns
            where table_schema = 'app' and data_type = 'bytea' order by 1
            """;

    @Test
    void everyColumnOfBytesIsListedOrAHash() {
        // when
        List<String> columns =
                worker.rows(BYTES).stream().map(row -> (String) row.get("name")).toList();

        // then
        assertThat(columns)
                .filteredOn(column -> !column.endsWith(".digest")
                        && !column.endsWith(".content_hash")
                        && !column.endsWith("_sha256")
                        && !column.equals("alert_channel.disabled_address"))
                .as("columns that may hold ciphertext which EncryptedColumn does not know")
                .containsExactlyInAnyOrderElementsOf(java.util.stream.Stream.of(EncryptedColumn.values())
                        .map(EncryptedColumn::toString)
                        .toList());
    }

    private Optional<String> notOpenedBy(Keyset tried) throws SQLException {
        return worker.jdbi()
                .<Optional<String>, SQLException>withHandle(
                        handle -> StoredSecrets.notOpenedBy(tried, handle.getConnection()));
    }
}
