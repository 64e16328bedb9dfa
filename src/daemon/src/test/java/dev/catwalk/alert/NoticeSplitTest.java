package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoticeSplitTest {
    private static final String FAMILY = "👨‍👩‍👧";

    @Test
    void whatFitsStaysAsItIs() {
        // given
        Notice notice = notice(List.of(entry("甲"), entry("乙")), 3);

        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(notice, part -> true);

        // then
        assertThat(parts).containsExactly(new NoticeSplit.Part(notice, 0, 2));
    }

    @Test
    void partsAreNumberedAndTheLastOneCountsTheRest() {
        // given
        Notice notice = notice(List.of(entry("甲"), entry("乙"), entry("丙")), 7);

        // when
        List<NoticeSplit.Part> parts =
                NoticeSplit.split(notice, part -> part.entries().size() <= 2);

        // then
        assertThat(parts)
                .containsExactly(
                        new NoticeSplit.Part(
                                new Notice("title (1/2)", List.of(entry("甲"), entry("乙")), 0, "", "advice", "do", ": "),
                                0,
                                2),
                        new NoticeSplit.Part(
                                new Notice("title (2/2)", List.of(entry("丙")), 7, "7 more", "advice", "do", ": "),
                                2,
                                3));
    }

    @Test
    void everyEntryIsInExactlyOnePartThatFits() {
        Random random = new Random(20261122);
        for (int round = 0; round < 300; round++) {
            // given
            List<Notice.Entry> entries = IntStream.rangeClosed(1, 1 + random.nextInt(40))
                    .mapToObj(number -> entry(number + "驳".repeat(random.nextInt(60))))
                    .toList();
            Notice notice = notice(entries, random.nextInt(3));
            Predicate<Notice> fits = atMost(260 + random.nextInt(1_000));

            // when
            List<NoticeSplit.Part> parts = NoticeSplit.split(notice, fits);

            // then
            List<Notice.Entry> told = new ArrayList<>();
            int unlisted = 0;
            for (NoticeSplit.Part part : parts) {
                assertThat(part.from()).isEqualTo(told.size());
                told.addAll(part.notice().entries());
                unlisted += part.notice().unlisted();
                assertThat(part.to()).isEqualTo(told.size());
                assertThat(part.notice()).matches(fits);
            }
            assertThat(told).isEqualTo(entries);
            assertThat(unlisted).isEqualTo(notice.unlisted());
        }
    }

    @Test
    void anEntryTooLargeLosesTheEndOfItsLongestValueOnly() {
        // given
        Notice.Entry large = new Notice.Entry(
                List.of(new Notice.Field("merchant", "示例"), new Notice.Field("reason", FAMILY.repeat(100))));
        Notice notice = notice(List.of(entry("甲"), large, entry("乙")), 0);

        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(notice, atMost(200));

        // then
        assertThat(parts).extracting(NoticeSplit.Part::from).containsExactly(0, 1, 2);
        List<Notice.Field> cut = parts.get(1).notice().entries().getFirst().fields();
        assertThat(cut.getFirst().value()).isEqualTo("示例");
        assertThat(cut.getLast().value()).matches("(" + FAMILY + ")+…");
        assertThat(bytes(parts.get(1).notice())).isBetween(200 - FAMILY.getBytes(StandardCharsets.UTF_8).length, 200);
    }

    @Test
    void theOnlyEntryIsCutWithoutANumberInItsTitle() {
        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(notice(List.of(entry("驳".repeat(200))), 0), atMost(100));

        // then
        assertThat(parts).singleElement().satisfies(part -> {
            assertThat(part.notice().title()).isEqualTo("title");
            assertThat(bytes(part.notice())).isBetween(98, 100);
        });
    }

    @Test
    void severalLongValuesAreCutOneAfterTheOther() {
        // given
        Notice.Entry large = new Notice.Entry(
                List.of(new Notice.Field("merchant", "名".repeat(90)), new Notice.Field("reason", "因".repeat(100))));

        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(notice(List.of(large), 0), atMost(100));

        // then
        List<Notice.Field> cut = parts.getFirst().notice().entries().getFirst().fields();
        assertThat(cut.getLast().value()).isEqualTo("…");
        assertThat(cut.getFirst().value()).matches("名+…");
    }

    @Test
    void whatNothingMakesFitIsStillHandedOut() {
        // when
        List<NoticeSplit.Part> parts = NoticeSplit.split(notice(List.of(entry("甲"), entry("乙")), 0), part -> false);

        // then
        assertThat(parts).extracting(NoticeSplit.Part::to).containsExactly(1, 2);
    }

    private static Predicate<Notice> atMost(int bytes) {
        return notice -> bytes(notice) <= bytes;
    }

    private static int bytes(Notice notice) {
        return notice.toString().replaceAll("[a-zA-Z]+=|[\\[\\]]", "").getBytes(StandardCharsets.UTF_8).length;
    }

    private static Notice notice(List<Notice.Entry> entries, int unlisted) {
        return new Notice("title", entries, unlisted, unlisted == 0 ? "" : unlisted + " more", "advice", "do", ": ");
    }

    private static Notice.Entry entry(String value) {
        return new Notice.Entry(List.of(new Notice.Field("reason", value)));
    }
}
