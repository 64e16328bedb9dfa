package dev.catwalk.encryption;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Re-encrypts under the primary key what older keys protect, so that these can be removed.
 *
 * <ol>
 *   <li>A value that was refreshed since it was read stays what it became.
 *   <li>What does not open stays as it is: a keyset that has its key may come back.
 *   <li>What a prepared key protects is left alone: a node that was given the next keyset already wrote it, and this one was
 *       not restarted yet. So two nodes never re-encrypt each other's.
 *   <li>No transaction is longer than a page, and where nothing is outdated, nothing is written.
 * </ol>
 */
@Singleton
public class ReEncryption {
    private static final Logger LOG = Logger.getLogger(ReEncryption.class);

    /** Values that are re-encrypted in one transaction: some hundredths of a second. */
    static final int PAGE = 500;

    private final EncryptedRows rows;
    private final Encryption encryption;
    private final List<KeyId> lasting;

    ReEncryption(EncryptedRows rows, Encryption encryption) {
        this.rows = rows;
        this.encryption = encryption;
        this.lasting = encryption.keyset().keys().stream()
                .filter(key -> key.role() == Keyset.Role.PRIMARY || key.role() == Keyset.Role.PREPARED)
                .map(Keyset.Key::id)
                .toList();
    }

    /**
     * What became of the outdated values.
     *
     * @param reEncrypted under the primary key now
     * @param notOpened left as they are, since no key of ours opens them
     * @param complete false when the activation ended before the values did; the next one finds the rest
     */
    public record Summary(long reEncrypted, long notOpened, boolean complete) {
        private static final Summary NOTHING = new Summary(0, 0, true);

        private Summary plus(Summary other) {
            return new Summary(
                    reEncrypted + other.reEncrypted, notOpened + other.notOpened, complete && other.complete);
        }

        private Summary cutShort() {
            return new Summary(reEncrypted, notOpened, false);
        }
    }

    /** @param stopping asked before each page: whether to leave the rest */
    public Summary activate(BooleanSupplier stopping) {
        return Stream.of(EncryptedColumn.values())
                .map(column -> activate(column, stopping))
                .reduce(Summary.NOTHING, Summary::plus);
    }

    private Summary activate(EncryptedColumn column, BooleanSupplier stopping) {
        Summary summary;
        try {
            summary = reEncrypt(column, stopping);
        } catch (RuntimeException e) {
            // One column's trouble keeps no other under an old key.
            LOG.warnf(e, "not re-encrypted to the end, the next activation finds the rest; column=%s", column);
            return Summary.NOTHING.cutShort();
        }
        if (summary.reEncrypted() > 0) {
            LOG.infof(
                    "re-encrypted under the primary key; column=%s values=%d complete=%s",
                    column, summary.reEncrypted(), summary.complete());
        }
        if (summary.notOpened() > 0) {
            LOG.errorf(
                    "no key of the keyset opens some stored values, they stay as they are; column=%s values=%d",
                    column, summary.notOpened());
        }
        return summary;
    }

    private Summary reEncrypt(EncryptedColumn column, BooleanSupplier stopping) {
        Summary summary = Summary.NOTHING;
        String after = column.beforeFirstKey();
        // Ends with the rows: keys only ascend.
        while (!stopping.getAsBoolean()) {
            Optional<String> end = rows.endOfSpan(column, after);
            if (end.isEmpty()) {
                return summary;
            }
            List<EncryptedRows.Value> page = rows.outdated(column, lasting, after, end.get(), PAGE);
            summary = summary.plus(reEncrypt(column, page));
            after = page.size() < PAGE ? end.get() : page.getLast().key();
        }
        return summary.cutShort();
    }

    private Summary reEncrypt(EncryptedColumn column, List<EncryptedRows.Value> page) {
        List<EncryptedRows.ReEncrypted> reEncrypted = new ArrayList<>();
        for (EncryptedRows.Value value : page) {
            try {
                reEncrypted.add(new EncryptedRows.ReEncrypted(value, anew(column, value)));
            } catch (IllegalStateException e) {
                // Counted below; code that needs the value reports it then.
            }
        }
        int replaced = reEncrypted.isEmpty() ? 0 : rows.replace(column, reEncrypted);
        return new Summary(replaced, page.size() - reEncrypted.size(), true);
    }

    /** @throws IllegalStateException when no key opens it */
    private byte[] anew(EncryptedColumn column, EncryptedRows.Value value) {
        byte[] plain = encryption.decrypt(value.encrypted(), column, value.row());
        return encryption.encrypt(plain, column, value.row());
    }
}
