package dev.catwalk.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.KeyId;
import dev.catwalk.encryption.KeyUse;
import dev.catwalk.encryption.Keyset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    private final Keyset keyset = Keyset.create().rotated().withPrepared();
    private final KeyId old = keyset.keys().getFirst().id();
    private final KeyId stranger = new KeyId(7);

    @Test
    void keysOfTheKeysetComeFirstThenThoseThatAreMissing() {
        // given
        KeyUse byOld = new KeyUse(EncryptedColumn.REFRESH_TOKEN, Optional.of(old), 3);
        KeyUse byPrimary = new KeyUse(EncryptedColumn.REFRESH_TOKEN, Optional.of(keyset.primary()), 20);
        KeyUse byStranger = new KeyUse(EncryptedColumn.PUSH_BODY, Optional.of(stranger), 1);
        KeyUse byNone = new KeyUse(EncryptedColumn.VERIFY_TICKET, Optional.empty(), 2);

        // when
        KeyTable table = new KeyTable(keyset, List.of(byNone, byPrimary, byOld, byStranger));

        // then
        assertThat(table.text().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "key|is|verify tickets|component tokens|refresh tokens|access tokens|pushes|re-authorization links",
                        old + "|active|0|0|3|0|0|0",
                        keyset.primary() + "|primary|0|0|20|0|0|0",
                        keyset.prepared().orElseThrow() + "|prepared|0|0|0|0|0|0",
                        "none|not in the keyset|2|0|0|0|0|0",
                        "7|not in the keyset|0|0|0|0|1|0");
        assertThat(table.notOpened()).containsExactly(byNone, byStranger);
    }
}
