package dev.catwalk.category;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Categories as second id, status, reason, name and whether expired; changes as kind, second id and status before. */
class SnapshotComparisonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                          | 1 3 . a .                | ADDED 1 null
            -                          | 1 2 no a true            | ADDED 1 null
            1 3 . a .                  | -                        | REMOVED 1 3
            9 3 . a ., 2 3 . b ., 5 3 . c . | -                   | REMOVED 2 3, REMOVED 5 3, REMOVED 9 3
            1 3 . a .                  | 1 3 . a .                | -
            1 1 . a .                  | 1 3 . a .                | STATUS_CHANGED 1 1
            1 2 no a .                 | 1 2 not a .              | REASON_CHANGED 1 2
            1 1 . a .                  | 1 2 no a .               | STATUS_CHANGED 1 1
            1 3 . a .                  | 1 3 . b .                | RENAMED 1 3
            1 3 . a .                  | 1 3 . a false            | -
            1 3 . a false              | 1 3 . a .                | -
            1 3 . a .                  | 1 3 . a true             | EXPIRED 1 3
            1 3 . a false              | 1 3 . a true             | EXPIRED 1 3
            1 3 . a true               | 1 3 . a false            | RENEWED 1 3
            1 3 . a true               | 1 3 . a .                | RENEWED 1 3
            1 1 . a .                  | 1 3 . b true             | STATUS_CHANGED 1 1, EXPIRED 1 3, RENAMED 1 3
            1 2 no a true              | 1 2 not a false          | REASON_CHANGED 1 2, RENEWED 1 2
            1 3 . a ., 2 3 . b .       | 2 1 . b ., 3 1 . c .     | STATUS_CHANGED 2 3, ADDED 3 null, REMOVED 1 3
            """)
    void everyDifferenceIsAChangeOfItsKind(String before, String now, String changes) {
        // when
        List<AuditChange> found = SnapshotComparison.compare(categories(before), categories(now));

        // then
        assertThat(found)
                .extracting(change ->
                        change.kind() + " " + change.category().key().secondId() + " " + change.previousStatus())
                .containsExactlyElementsOf(changes == null ? List.of() : Arrays.asList(changes.split(", ")));
        assertThat(found)
                .filteredOn(change -> change.kind() != AuditChange.Kind.REMOVED)
                .allSatisfy(change -> assertThat(categories(now)).contains(change.category()));
    }

    @Test
    void aNameThatIsEmptyIsTheSameAsNone() {
        // when
        List<AuditChange> found = SnapshotComparison.compare(List.of(named("", null)), List.of(named(null, "")));

        // then
        assertThat(found).isEmpty();
    }

    private static Category named(String first, String second) {
        return new Category(new CategoryKey(8, 39), first, second, 3, "", null);
    }

    private static List<Category> categories(String text) {
        List<Category> categories = new ArrayList<>();
        for (String one : text == null ? new String[0] : text.split(", ")) {
            String[] is = one.split(" ");
            categories.add(new Category(
                    new CategoryKey(8, Integer.parseInt(is[0])),
                    "first",
                    is[3],
                    Integer.parseInt(is[1]),
                    is[2].equals(".") ? "" : is[2],
                    is[4].equals(".") ? null : Boolean.valueOf(is[4])));
        }
        return categories;
    }
}
