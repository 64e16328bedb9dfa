package dev.catwalk.encryption;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys that encrypt the vault, in the order in which they were added. One, the primary, encrypts; every one that is not
 * disabled opens. A key behind the primary is prepared: it opens already, and becomes the primary when the keyset is rotated,
 * by which time every node should know it.
 *
 * <p>Never changes: what changes it makes another one. Prints no key.
 */
public final class Keyset {
    private static final Configuration TINK;
    private static final ObjectMapper ONE_DOCUMENT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** As other tools of Tink wrap keysets. */
    private static final byte[] NO_ASSOCIATED_DATA = {};

    static {
        try {
            AeadConfig.register();
            TINK = RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final KeysetHandle handle;
    private final Aead aead;
    private final List<Key> keys;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.aead = handle.getPrimitive(TINK, Aead.class);
        this.keys = keysOf(handle);
        if (keys.stream().noneMatch(key -> key.role() == Role.PRIMARY)) {
            throw new GeneralSecurityException("no primary key");
        }
    }

    /** What a key is there for. */
    public enum Role {
        /** Opens what it encrypted when it was the primary. */
        ACTIVE,
        /** Encrypts, and opens. */
        PRIMARY,
        /** Opens; encrypts from the next rotation on. */
        PREPARED,
        /** Switched off by another tool of Tink: neither opens nor encrypts. */
        DISABLED
    }

    public record Key(KeyId id, Role role) {}

    private static List<Key> keysOf(KeysetHandle handle) {
        List<Key> keys = new ArrayList<>();
        Role role = Role.ACTIVE;
        for (int i = 0; i < handle.size(); i++) {
            KeysetHandle.Entry entry = handle.getAt(i);
            KeyId id = new KeyId(entry.getId());
            if (entry.isPrimary()) {
                keys.add(new Key(id, Role.PRIMARY));
                role = Role.PREPARED;
            } else {
                keys.add(new Key(id, entry.getStatus() == KeyStatus.ENABLED ? role : Role.DISABLED));
            }
        }
        return List.copyOf(keys);
    }

    /** A new keyset with one AES-256-GCM key. */
    public static Keyset create() {
        try {
            return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TINK));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key could be made", e);
        }
    }

    /** A new keyset with one AES-256-GCM key, as Tink JSON. It is a secret. */
    public static String generate() {
        return create().json();
    }

    static Keyset parse(String json) throws GeneralSecurityException {
        requireOneDocument(json);
        return new Keyset(TinkJsonProtoKeysetFormat.parseKeyset(json, TINK, InsecureSecretKeyAccess.get()));
    }

    /** Tink reads no further than the first: two that were put together would be one of them, unnoticed. */
    private static void requireOneDocument(String json) throws GeneralSecurityException {
        try {
            ONE_DOCUMENT.readTree(json);
        } catch (IOException e) {
            // Without the cause, which may quote the key.
            throw new GeneralSecurityException("not one JSON document");
        }
    }

    /** @param wrapping opens the keyset, which is ciphertext in the JSON */
    static Keyset parse(String json, Aead wrapping) throws GeneralSecurityException {
        requireOneDocument(json);
        return new Keyset(TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, wrapping, NO_ASSOCIATED_DATA, TINK));
    }

    /** In the order in which they were added. */
    public List<Key> keys() {
        return keys;
    }

    public Optional<Key> key(KeyId id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    public KeyId primary() {
        return keys.stream()
                .filter(key -> key.role() == Role.PRIMARY)
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** The one that the next rotation makes the primary. */
    public Optional<KeyId> prepared() {
        return keys.stream()
                .filter(key -> key.role() == Role.PREPARED)
                .reduce((_, newer) -> newer)
                .map(Key::id);
    }

    /** Whether what the key encrypted can be opened. */
    public boolean opens(KeyId id) {
        return key(id).filter(key -> key.role() != Role.DISABLED).isPresent();
    }

    /** With a prepared key at its end; this one when there is one. */
    public Keyset withPrepared() {
        return prepared().isPresent() ? this : changed(builder -> builder.addEntry(newKey()));
    }

    /** With the prepared key as the primary, or a new one when none is prepared. */
    public Keyset rotated() {
        return prepared()
                .map(next -> changed(builder -> builder.getAt(positionOf(next)).makePrimary()))
                .orElseGet(() -> changed(builder -> builder.addEntry(newKey().makePrimary())));
    }

    /** @param id neither the primary's nor a stranger's */
    public Keyset without(KeyId id) {
        return changed(builder -> builder.deleteAt(positionOf(id)));
    }

    private static KeysetHandle.Builder.Entry newKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId();
    }

    private int positionOf(KeyId id) {
        return keys.indexOf(key(id).orElseThrow());
    }

    private interface Change {
        void on(KeysetHandle.Builder builder);
    }

    private Keyset changed(Change change) {
        try {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(handle).setConfiguration(TINK);
            change.on(builder);
            return new Keyset(builder.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset could not be changed", e);
        }
    }

    /** The first key that encrypts without writing its number, as keys made by other tools may. */
    Optional<KeyId> keyWithoutPrefix() {
        for (int i = 0; i < handle.size(); i++) {
            KeyId id = keys.get(i).id();
            boolean writesIt = handle.getAt(i).getKey() instanceof AeadKey key
                    && Arrays.equals(key.getOutputPrefix().toByteArray(), id.prefix());
            if (!writesIt && keys.get(i).role() != Role.DISABLED) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** Tink JSON. It is a secret. */
    public String json() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(handle, TINK, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset cannot be written", e);
        }
    }

    /** Tink JSON that only {@code wrapping} opens. */
    String json(Aead wrapping) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(handle, wrapping, NO_ASSOCIATED_DATA, TINK);
    }

    Aead aead() {
        return aead;
    }

    @Override
    public String toString() {
        return "Keyset" + keys;
    }
}
