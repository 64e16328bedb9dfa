package dev.catwalk.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.security.GeneralSecurityException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The key of a KMS that wraps the keyset, through Tink's own interface. Which KMS there are is for the class path to say: no
 * client of one is among our libraries. Credentials are the client's usual ones.
 */
final class KmsKey implements Aead {
    private final Aead key;

    private KmsKey(Aead key) {
        this.key = key;
    }

    /** @throws KmsRefusedException when no client takes the address, or the client finds it or its credentials wrong */
    static KmsKey at(String uri) {
        try {
            return new KmsKey(clientFor(uri).withDefaultCredentials().getAead(uri));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw e instanceof KmsRefusedException refused ? refused : new KmsRefusedException("cannot be used", e);
        }
    }

    private static KmsClient clientFor(String uri) {
        try {
            for (KmsClient client : ServiceLoader.load(KmsClient.class, KmsClient.class.getClassLoader())) {
                if (client.doesSupport(uri)) {
                    return client;
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new KmsRefusedException("a KMS client on the class path cannot be loaded", e);
        }
        throw new KmsRefusedException(
                "no KMS client on the class path accepts " + uri + "; src/docs/keys.md says how to add one");
    }

    /** Its input is a secret, so it quotes no error message of the KMS client. */
    @Override
    public byte[] encrypt(byte[] plain, byte[] associatedData) {
        try {
            return key.encrypt(plain, associatedData);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new KmsRefusedException(
                    "the KMS does not wrap the keyset (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public byte[] decrypt(byte[] wrapped, byte[] associatedData) {
        try {
            return key.decrypt(wrapped, associatedData);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new KmsRefusedException("the KMS does not unwrap the keyset", e);
        }
    }
}
