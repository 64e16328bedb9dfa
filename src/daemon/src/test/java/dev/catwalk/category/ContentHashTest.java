package dev.catwalk.category;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is stored holds hashes: another hash of the same content would store everybody's snapshot again after an upgrade. */
class ContentHashTest {
    private static final Category FOOD = new Category(new CategoryKey(304, 321), "商家自营", "食品饮料", 3, "", null);
    private static final Category MIGRATION = new Category(new CategoryKey(8, 39), "教育", "出国移民", 2, "资质不符", null);
    private static final Category VIDEO = new Category(new CategoryKey(8, 590), "教育", "", 1, "", null);

    @Test
    void theSameContentHasTheHashItAlwaysHad() {
        // then
        assertThat(hash(5, 5, 20, FOOD)).isEqualTo("88ffdf4ef7c9260faf827ce57e5633f4ba8fc15ff9a04ddfdf74e6d5f8e4ddbb");
        assertThat(hash(null, 0, null, MIGRATION, VIDEO))
                .isEqualTo("da92fe59e28f9efbc5a506e78893a24acd72a56e065793a9a92394fdada29719");
        assertThat(hash(null, null, null))
                .isEqualTo("5322fecfc92a5e3248a297a3df3eddfb9bd9049504272e4f572b87fa36d4b3bd");
    }

    @Test
    void whatIsNotExpiredHasTheHashOfWhatNothingIsSaidOf() {
        // then
        assertThat(hash(5, 5, 20, expired(FOOD, false))).isEqualTo(hash(5, 5, 20, FOOD));
    }

    @Test
    void whatIsExpiredHasAHashOfItsOwnWhicheverCategoryItIs() {
        // then
        assertThat(List.of(
                        hash(5, 5, 20, MIGRATION, VIDEO),
                        hash(5, 5, 20, expired(MIGRATION, true), VIDEO),
                        hash(5, 5, 20, MIGRATION, expired(VIDEO, true)),
                        hash(5, 5, 20, expired(MIGRATION, true), expired(VIDEO, true))))
                .doesNotHaveDuplicates();
    }

    private static Category expired(Category category, boolean expired) {
        return new Category(
                category.key(),
                category.firstName(),
                category.secondName(),
                category.auditStatus(),
                category.auditReason(),
                expired);
    }

    private static String hash(Integer limit, Integer left, Integer most, Category... categories) {
        return HexFormat.of()
                .formatHex(ContentHash.of(new CategorySnapshot(
                        List.of(categories), limit, left, most, JsonNodeFactory.instance.objectNode())));
    }
}
