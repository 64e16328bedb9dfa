package dev.catwalk.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the keyset comes from, as it is or wrapped by a KMS: one line that names the property when it cannot be used. */
class KeysetSourceTest {
    private final Keyset keyset = Keyset.create().withPrepared();

    @Test
    void whatAKmsWrappedItUnwraps() {
        // given
        String wrapped = wrappedBy(FakeKms.KEY).written(keyset);

        // when
        Keyset opened = source(wrapped, FakeKms.KEY).open();

        // then
        assertThat(opened.keys()).isEqualTo(keyset.keys());
        assertThat(wrapped).contains("encryptedKeyset").doesNotContain("keyData");
    }

    @Test
    void withoutAKmsItIsWrittenAsItIs() {
        // given
        KeysetSource plain = new KeysetSource(Optional.empty(), Optional.empty(), Optional.empty());

        // then
        assertThat(TestKeysets.open(plain.written(keyset)).keys()).isEqualTo(keyset.keys());
    }

    @Test
    void anAddressThatNoClientTakesIsNamed() {
        assertRefused(source(keyset.json(), "no-such-kms://key"), KeysetSource.KMS_URI, "no-such-kms://key");
        assertThatThrownBy(() -> wrappedBy("no-such-kms://key").written(keyset))
                .hasMessageStartingWith(KeysetSource.KMS_URI + ": ");
    }

    @Test
    void aKmsThatRefusesSaysWhyInOneLine() {
        // given
        String wrapped = wrappedBy(FakeKms.KEY).written(keyset);

        // then
        assertRefused(
                source(wrapped, FakeKms.FORBIDDEN_KEY), KeysetSource.KMS_URI, "no permission to decrypt ask somebody");
    }

    @Test
    void aKmsThatRefusesToWrapIsNotQuoted() {
        assertThatThrownBy(() -> wrappedBy(FakeKms.FORBIDDEN_KEY).written(keyset))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(KeysetSource.KMS_URI + ": the KMS does not wrap the keyset (GeneralSecurityException)")
                .hasNoCause();
    }

    @Test
    void anotherKeyOfTheKmsDoesNotOpenIt() {
        // given
        String wrapped = wrappedBy(FakeKms.KEY).written(keyset);

        // then
        assertRefused(source(wrapped, FakeKms.OTHER_KEY), KeysetSource.KMS_URI, "does not unwrap");
    }

    @Test
    void aKeysetThatIsNotWrappedIsNotTakenForOne() {
        assertRefused(source(keyset.json(), FakeKms.KEY), KeysetSource.JSON, "wrapped by the key of");
    }

    @Test
    void aWrappedKeysetWithoutTheKmsSaysWhatIsMissing() {
        // given
        String wrapped = wrappedBy(FakeKms.KEY).written(keyset);
        KeysetSource plain = new KeysetSource(Optional.empty(), Optional.of(wrapped), Optional.empty());

        // then
        assertRefused(plain, KeysetSource.JSON, KeysetSource.KMS_URI);
    }

    @Test
    void aKeyThatDoesNotWriteItsNumberIsRefused() {
        // given
        String raw = Keyset.create().json().replace("\"TINK\"", "\"RAW\"");
        KeysetSource plain = new KeysetSource(Optional.empty(), Optional.of(raw), Optional.empty());

        // then
        assertRefused(plain, KeysetSource.JSON, "output prefix TINK");
    }

    @Test
    void whatStandsBehindAKeysetIsRefused() {
        for (String behind : new String[] {"hush", "{}", Keyset.generate()}) {
            assertRefused(
                    new KeysetSource(Optional.empty(), Optional.of(Keyset.generate() + behind), Optional.empty()),
                    KeysetSource.JSON,
                    "is not a Tink AEAD keyset in JSON");
        }
    }

    private static void assertRefused(KeysetSource source, String property, String why) {
        assertThatThrownBy(source::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(property + ": ")
                .hasMessageContaining(why)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    private static KeysetSource wrappedBy(String kmsKey) {
        return new KeysetSource(Optional.empty(), Optional.empty(), Optional.of(kmsKey));
    }

    private static KeysetSource source(String json, String kmsKey) {
        return new KeysetSource(Optional.empty(), Optional.of(json), Optional.of(kmsKey));
    }
}
