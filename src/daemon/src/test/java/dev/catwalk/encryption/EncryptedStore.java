package dev.catwalk.encryption;

import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The worker's ciphertext: makes it old, adds some, and tells which keys it needs. */
@Singleton
public class EncryptedStore {
    private static final int ALL = 100_000;

    private final Worker worker;
    private final EncryptedRows rows;
    private final Encryption encryption;
    private final Encryption before = new Encryption(keysetBefore());

    EncryptedStore(Worker worker, EncryptedRows rows, Encryption encryption) {
        this.worker = worker;
        this.rows = rows;
        this.encryption = encryption;
    }

    static Keyset keysetBefore() {
        return TestKeysets.open(CatwalkTestResource.KEYSET_BEFORE);
    }

    /** Encrypts everything under the key that was the primary before the keyset was rotated. */
    public void age() {
        for (EncryptedColumn column : EncryptedColumn.values()) {
            rows.replace(
                    column,
                    values(column).stream().map(value -> aged(column, value)).toList());
        }
    }

    /** Those that are not old. */
    List<EncryptedRows.Value> values(EncryptedColumn column) {
        String first = column.beforeFirstKey();
        return rows.endOfSpan(column, first)
                .map(end -> rows.outdated(column, List.of(keysetBefore().primary()), first, end, ALL))
                .orElse(List.of());
    }

    private EncryptedRows.ReEncrypted aged(EncryptedColumn column, EncryptedRows.Value value) {
        byte[] plain = encryption.decrypt(value.encrypted(), column, value.row());
        return new EncryptedRows.ReEncrypted(value, before.encrypt(plain, column, value.row()));
    }

    private static final String PUSH = """
            insert into app.push_event (component_appid, type, digest, body, issued_at, received_at, processed_at)
            values (?, 'unknown', ?, ?, now(), now(), now())
            """;

    /** Pushes as they would lie in the inbox, encrypted by this keyset, each with its number as its content. */
    void addPushes(int from, int to, Keyset keyset) {
        Encryption by = new Encryption(keyset);
        worker.jdbi().useHandle(handle -> {
            var batch = handle.prepareBatch(PUSH);
            for (int i = from; i < to; i++) {
                byte[] digest = {(byte) (i >> 8), (byte) i};
                batch.bind(0, Worker.COMPONENT.value())
                        .bind(1, digest)
                        .bind(
                                2,
                                by.encryptText(
                                        "push " + i,
                                        EncryptedColumn.PUSH_BODY,
                                        HexFormat.of().formatHex(digest)))
                        .add();
            }
            batch.execute();
        });
    }

    private static final String LINK = """
            insert into app.authorize_link (merchant_id, id_sha256, encrypted_id, created_at, created_by, expires_at)
            select min(merchant_id), ?, ?, now(), 'a test', now() from app.merchant
            """;

    /** A link of some merchant. */
    void addLink() {
        byte[] hash = new byte[32];
        byte[] encrypted = encryption.encryptText(
                "id", EncryptedColumn.LINK_ID, HexFormat.of().formatHex(hash));
        worker.jdbi().useHandle(handle -> handle.execute(LINK, hash, encrypted));
    }

    /** What the pushes say now, in the order in which they were stored. */
    List<String> pushes() {
        return worker
                .rows("select encode(digest, 'hex') as row, body from app.push_event order by push_event_id")
                .stream()
                .map(row -> encryption
                        .decryptText((byte[]) row.get("body"), EncryptedColumn.PUSH_BODY, (String) row.get("row"))
                        .orElseThrow())
                .toList();
    }

    /** How many values of a column each key protects. */
    Map<KeyId, Long> uses(EncryptedColumn column) throws SQLException {
        return allUses().stream()
                .filter(use -> use.column() == column)
                .collect(Collectors.toMap(use -> use.key().orElseThrow(), KeyUse::values));
    }

    List<KeyUse> sampledUses() throws SQLException {
        return worker.jdbi().<List<KeyUse>, SQLException>withHandle(handle -> KeyUse.sampled(handle.getConnection()));
    }

    List<KeyUse> allUses() throws SQLException {
        return worker.jdbi().<List<KeyUse>, SQLException>withHandle(handle -> KeyUse.all(handle.getConnection()));
    }
}
