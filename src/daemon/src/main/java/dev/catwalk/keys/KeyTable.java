package dev.catwalk.keys;

import dev.catwalk.cli.TextTable;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.KeyId;
import dev.catwalk.encryption.KeyUse;
import dev.catwalk.encryption.Keyset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Keys and what each protects: those of the keyset in its order, then those that stored values need and that are not there. */
record KeyTable(Keyset keyset, List<KeyUse> uses) {
    String text() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(line("key", "is", Stream.of(EncryptedColumn.values()).map(EncryptedColumn::inWords)));
        keyset.keys()
                .forEach(key -> rows.add(line(
                        key.id().toString(),
                        key.role().name().toLowerCase(Locale.ROOT),
                        counts(Optional.of(key.id())))));
        strangers()
                .forEach(key ->
                        rows.add(line(key.map(KeyId::toString).orElse("none"), "not in the keyset", counts(key))));
        return TextTable.of(rows);
    }

    /** What needs a key that the keyset lacks, or has switched off. */
    List<KeyUse> notOpened() {
        return uses.stream()
                .filter(use -> use.key().filter(keyset::opens).isEmpty())
                .toList();
    }

    private Stream<Optional<KeyId>> strangers() {
        return uses.stream()
                .map(KeyUse::key)
                .filter(key -> key.flatMap(keyset::key).isEmpty())
                .distinct();
    }

    private Stream<String> counts(Optional<KeyId> key) {
        return Stream.of(EncryptedColumn.values())
                .map(column -> uses.stream()
                        .filter(use -> use.column() == column && use.key().equals(key))
                        .mapToLong(KeyUse::values)
                        .sum())
                .map(String::valueOf);
    }

    private static List<String> line(String key, String is, Stream<String> counts) {
        return Stream.concat(Stream.of(key, is), counts).toList();
    }
}
