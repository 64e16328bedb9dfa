package dev.catwalk.category;

import dev.catwalk.encryption.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * SHA-256 over what a snapshot says: ids, names, statuses, reasons and the three quota numbers, in canonical order. Fields
 * that are not ours and the order of the answer do not enter it. That a category is expired enters it, that it is not does not:
 * the hashes of all that was stored before this was known stay what they are.
 */
final class ContentHash {
    private static final int EXPIRED = Integer.MIN_VALUE;

    private ContentHash() {}

    static byte[] of(CategorySnapshot snapshot) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            number(out, snapshot.additionsLimit());
            number(out, snapshot.additionsLeft());
            number(out, snapshot.categoryLimit());
            for (Category category : snapshot.categories()) {
                out.writeInt(category.key().firstId());
                out.writeInt(category.key().secondId());
                out.writeInt(category.auditStatus());
                text(out, category.firstName());
                text(out, category.secondName());
                text(out, category.auditReason());
                if (category.isExpired()) {
                    // Not to be confused with a text's length or the next id, which never have this value.
                    out.writeInt(EXPIRED);
                }
            }
            return Sha256.of(bytes.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("a snapshot could not be hashed", e);
        }
    }

    private static void number(DataOutputStream out, Integer value) throws IOException {
        out.writeBoolean(value != null);
        out.writeInt(value == null ? 0 : value);
    }

    /** With its length in front, so that no two lists of texts look the same; of length 0 where there is none. */
    private static void text(DataOutputStream out, String value) throws IOException {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
