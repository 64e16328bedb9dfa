package dev.catwalk.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.encryption.Keyset.Key;
import dev.catwalk.encryption.Keyset.Role;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What becomes of keys when a keyset is rotated. */
class KeysetTest {
    private static final byte[] PLAIN = "token".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PLACE = "table/column/row".getBytes(StandardCharsets.UTF_8);

    private final Keyset keyset = Keyset.create();

    @Test
    void whatIsEncryptedBeginsWithTheNumberOfThePrimaryKey() throws GeneralSecurityException {
        // when
        byte[] encrypted = keyset.aead().encrypt(PLAIN, PLACE);

        // then
        assertThat(KeyId.of(encrypted)).contains(keyset.primary());
        assertThat(encrypted).startsWith(keyset.primary().prefix());
    }

    @Test
    void numbersOfKeysAreThoseThatTinkPrints() {
        // given
        KeyId high = new KeyId(-2);

        // then
        assertThat(high).hasToString("4294967294").isEqualTo(KeyId.parse("4294967294"));
        assertThat(high.prefix()).containsExactly(1, 0xff, 0xff, 0xff, 0xfe);
        assertThat(keyset.json()).contains("\"primaryKeyId\":" + keyset.primary());
    }

    @Test
    void whatNoTinkKeyEncryptedHasNoKey() {
        assertThat(KeyId.of(new byte[] {0, 1, 2, 3, 4, 5})).isEmpty();
        assertThat(KeyId.of(new byte[] {1, 2, 3, 4})).isEmpty();
        assertThat(KeyId.of(new byte[] {})).isEmpty();
    }

    @Test
    void aPreparedKeyOpensAndDoesNotEncrypt() throws GeneralSecurityException {
        // when
        Keyset prepared = keyset.withPrepared();

        // then
        assertThat(prepared.primary()).isEqualTo(keyset.primary());
        assertThat(roles(prepared)).containsExactly(Role.PRIMARY, Role.PREPARED);
        Keyset rotated = prepared.rotated();
        assertThat(prepared.aead().decrypt(rotated.aead().encrypt(PLAIN, PLACE), PLACE))
                .isEqualTo(PLAIN);
    }

    @Test
    void preparedTwiceIsPreparedOnce() {
        // given
        Keyset prepared = keyset.withPrepared();

        // then
        assertThat(prepared.withPrepared().keys()).isEqualTo(prepared.keys());
    }

    @Test
    void rotationMakesThePreparedKeyThePrimary() {
        // given
        Keyset prepared = keyset.withPrepared();

        // when
        Keyset rotated = prepared.rotated();

        // then
        assertThat(rotated.keys())
                .containsExactly(
                        new Key(keyset.primary(), Role.ACTIVE),
                        new Key(prepared.prepared().orElseThrow(), Role.PRIMARY));
    }

    @Test
    void rotationWithoutAPreparedKeyAddsOne() throws GeneralSecurityException {
        // given
        byte[] old = keyset.aead().encrypt(PLAIN, PLACE);

        // when
        Keyset rotated = keyset.rotated().rotated();

        // then
        assertThat(roles(rotated)).containsExactly(Role.ACTIVE, Role.ACTIVE, Role.PRIMARY);
        assertThat(rotated.keys().getFirst().id()).isEqualTo(keyset.primary());
        assertThat(rotated.aead().decrypt(old, PLACE)).isEqualTo(PLAIN);
    }

    @Test
    void aRemovedKeyOpensNothing() {
        // given
        Keyset rotated = keyset.rotated();

        // when
        Keyset without = rotated.without(keyset.primary());

        // then
        assertThat(without.keys()).containsExactly(new Key(rotated.primary(), Role.PRIMARY));
        assertThat(without.opens(keyset.primary())).isFalse();
        assertThat(rotated.opens(keyset.primary())).isTrue();
    }

    @Test
    void writtenAndReadItIsTheSame() {
        // given
        Keyset prepared = keyset.rotated().withPrepared();

        // when
        Keyset read = TestKeysets.open(prepared.json());

        // then
        assertThat(read.keys()).isEqualTo(prepared.keys());
        assertThat(roles(read)).containsExactly(Role.ACTIVE, Role.PRIMARY, Role.PREPARED);
    }

    @Test
    void aKeyThatAnotherToolSwitchedOffOpensNothing() {
        // given
        String json = keyset.rotated().json().replaceFirst("\"ENABLED\"", "\"DISABLED\"");

        // when
        Keyset read = TestKeysets.open(json);

        // then
        assertThat(roles(read)).containsExactly(Role.DISABLED, Role.PRIMARY);
        assertThat(read.opens(keyset.primary())).isFalse();
    }

    @Test
    void printedItShowsNoKey() {
        // given
        Matcher material = Pattern.compile("\"value\":\"([^\"]+)\"").matcher(keyset.json());

        // then
        assertThat(material.find()).isTrue();
        assertThat(keyset.toString()).contains(keyset.primary().toString()).doesNotContain(material.group(1));
    }

    private static List<Role> roles(Keyset keyset) {
        return keyset.keys().stream().map(Key::role).toList();
    }
}
