package dev.catwalk.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A KMS whose keys are made from their addresses. One of them is forbidden. */
public final class FakeKms implements KmsClient {
    public static final String KEY = "fake-kms://keys/one";
    static final String OTHER_KEY = "fake-kms://keys/other";
    static final String FORBIDDEN_KEY = "fake-kms://keys/forbidden";

    @Override
    public boolean doesSupport(String uri) {
        return uri.startsWith("fake-kms://");
    }

    @Override
    public KmsClient withCredentials(String path) {
        throw new IllegalStateException("nobody asked for these");
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String uri) throws GeneralSecurityException {
        if (uri.equals(FORBIDDEN_KEY)) {
            return new Forbidden();
        }
        return new AesGcmJce(MessageDigest.getInstance("SHA-256").digest(uri.getBytes(StandardCharsets.UTF_8)));
    }

    /** Quotes what it was given, as nobody should. */
    private static final class Forbidden implements Aead {
        @Override
        public byte[] encrypt(byte[] plain, byte[] associatedData) throws GeneralSecurityException {
            throw new GeneralSecurityException(
                    "no permission to encrypt " + new String(plain, StandardCharsets.ISO_8859_1));
        }

        @Override
        public byte[] decrypt(byte[] encrypted, byte[] associatedData) throws GeneralSecurityException {
            throw new GeneralSecurityException("no permission to decrypt\nask somebody");
        }
    }
}
