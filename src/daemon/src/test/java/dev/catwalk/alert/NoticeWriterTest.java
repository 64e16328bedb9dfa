package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.OurRefusals;
import dev.catwalk.platform.PlatformError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NoticeWriterTest {
    @Test
    void aRejectionInChinese() {
        // when
        Notice notice = DueAlerts.aRejection().notice("zh", 1, 0);

        // then
        assertThat(text(notice)).isEqualTo("""
                Catwalk：类目审核被驳回
                商家=示例（wxaaaaaaaaaaaaaaaa）
                类目=教育 / 出国移民
                原因=资质不符
                发现时间=2026-11-22 17:59:58 UTC+08:00

                建议=请按驳回原因补正资质材料，或改选与实际业务相符的类目，再重新提交审核。""");
    }

    @Test
    void aRejectionInEnglish() {
        // when
        Notice notice = DueAlerts.aRejection().notice("en", 1, 0);

        // then
        assertThat(text(notice)).isEqualTo("""
                Catwalk: category rejected
                Merchant=示例 (wxaaaaaaaaaaaaaaaa)
                Category=教育 / 出国移民
                Reason=资质不符
                Since=2026-11-22 17:59:58 UTC+08:00

                What to do=Correct the qualification documents as the reason says, or choose a category that fits, and submit it again.""");
    }

    @Test
    void anExpiredCategoryInBothLanguages() {
        // given
        DueAlerts expired = DueAlerts.anExpiredCategory();

        // when
        Notice chinese = expired.notice("zh", 1, 0);
        Notice english = expired.notice("en", 1, 0);
        expired.with("audit_reason", "资质不符").with("reminder", true).with("first_sight", true);
        Notice reminder = expired.notice("zh", 1, 0);
        Notice englishReminder = expired.notice("en", 1, 0);

        // then
        assertThat(text(chinese)).isEqualTo("""
                Catwalk：类目资质已过期
                商家=示例（wxaaaaaaaaaaaaaaaa）
                类目=教育 / 出国移民
                发现时间=2026-11-22 17:00:00 UTC+08:00

                建议=该类目的资质已过期，请更新资质材料后重新提交审核。""");
        assertThat(text(english)).isEqualTo("""
                Catwalk: category expired
                Merchant=示例 (wxaaaaaaaaaaaaaaaa)
                Category=教育 / 出国移民
                Since=2026-11-22 17:00:00 UTC+08:00

                What to do=The qualification of this category has run out: hand in a valid document and submit the category again.""");
        assertThat(text(reminder)).contains("Catwalk 提醒：类目资质仍处于过期状态", "原因=资质不符", "（首次读取时已过期）（至今仍处于过期状态）");
        assertThat(text(englishReminder)).contains("(expired already at the first read) (still expired)");
    }

    @Test
    void aDigestSaysHowManyAndWhereTheRestIs() {
        // when
        Notice chinese = DueAlerts.aRejection().notice("zh", 1, 2_999);
        Notice english = DueAlerts.aRejection().notice("en", 1, 2_999);

        // then
        assertThat(chinese.title()).isEqualTo("Catwalk：3,000 个类目审核被驳回");
        assertThat(chinese.more()).isEqualTo("另有 2,999 条未列出，见视图 reporting.alert");
        assertThat(english.title()).isEqualTo("Catwalk: 3,000 categories rejected");
        assertThat(english.more()).isEqualTo("2,999 more are not listed: see the view reporting.alert");
        assertThat(english.unlisted()).isEqualTo(2_999);
    }

    @Test
    void aReminderSaysSinceWhenTheRejectionStands() {
        // given
        DueAlerts reminder = DueAlerts.aRejection()
                .with("reminder", true)
                .with("rejected_since", "2026-11-01T00:00:00Z")
                .with("first_sight", true);

        // when
        Notice chinese = reminder.notice("zh", 1, 0);
        Notice english = reminder.notice("en", 2, 0);

        // then
        assertThat(chinese.title()).isEqualTo("Catwalk 提醒：类目仍处于驳回状态");
        assertThat(text(chinese)).contains("发现时间=2026-11-01 08:00:00 UTC+08:00（首次读取时已是驳回状态）（至今仍为驳回状态）");
        assertThat(english.title()).isEqualTo("Catwalk reminder: 2 categories still rejected");
        assertThat(text(english))
                .contains("Since=2026-11-01 08:00:00 UTC+08:00 (rejected already at the first read) (still rejected)");
    }

    @Test
    void aReminderAmongNewRejectionsIsCountedAsOneOfThem() {
        // given
        DueAlert reminder = DueAlerts.aRejection().with("reminder", true).due();

        // when
        Notice notice = DueAlerts.writer("zh")
                .notice(List.of(reminder, DueAlerts.aRejection().due()), 0);

        // then
        assertThat(notice.title()).isEqualTo("Catwalk：2 个类目审核被驳回");
    }

    @Test
    void whatThePlatformDidNotNameIsTakenByItsId() {
        // when
        Notice notice = DueAlerts.aRejection()
                .with("merchant_name", null)
                .with("first_name", null)
                .with("second_name", null)
                .with("audit_reason", null)
                .notice("zh", 1, 0);

        // then
        assertThat(text(notice)).contains("商家=wxaaaaaaaaaaaaaaaa\n类目=8 / 39\n原因=平台未给出原因\n");
    }

    @Test
    void anOverdueTicketSaysHowBadItIs() {
        // when
        Notice notice = DueAlerts.anAlert("platform.ticket_overdue")
                .with("severity", "critical")
                .with("reason", "no ticket arrived")
                .with("silent_since", "2026-11-22T07:00:00Z")
                .with("ticket_expires_at", "2026-11-22T19:00:00Z")
                .with("advice", "advice of the day")
                .notice("zh", 1, 0);

        // then
        assertThat(text(notice)).isEqualTo("""
                Catwalk：长时间未收到 component_verify_ticket
                第三方平台=wx5a5a5a5a5a5a5a5a
                级别=严重
                原因=no ticket arrived
                最近收到=2026-11-22 15:00:00 UTC+08:00
                失效时间=2026-11-23 03:00:00 UTC+08:00
                发现时间=2026-11-22 18:00:00 UTC+08:00

                建议=advice of the day""");
    }

    @Test
    void aTypeOfANewerVersionIsReportedByItsName() {
        // when
        Notice notice = DueAlerts.anAlert("merchant.{0}'lost")
                .with("merchant_appid", "wxaaaaaaaaaaaaaaaa")
                .with("errcode", 61003)
                .notice("en", 2, 1);

        // then
        assertThat(text(notice)).isEqualTo("""
                Catwalk: merchant.{0}'lost (3 alerts)
                Component=wx5a5a5a5a5a5a5a5a
                Merchant=wxaaaaaaaaaaaaaaaa
                Error code=61003
                Since=2026-11-22 18:00:00 UTC+08:00

                Component=wx5a5a5a5a5a5a5a5a
                Merchant=wxaaaaaaaaaaaaaaaa
                Error code=61003
                Since=2026-11-22 18:00:00 UTC+08:00

                1 more are not listed: see the view reporting.alert
                What to do=See the view reporting.alert.""");
    }

    @ParameterizedTest
    @EnumSource(AlertType.class)
    void everyTypeHasItsOwnWordsInEveryLanguage(AlertType type) {
        for (AlertConfig.Language language : AlertConfig.Language.values()) {
            // when
            String one = DueAlerts.anAlert(type.wireName())
                    .notice(language.name().toLowerCase(Locale.ROOT), 1, 0)
                    .title();
            String many = DueAlerts.anAlert(type.wireName())
                    .notice(language.name().toLowerCase(Locale.ROOT), 2, 0)
                    .title();

            // then
            assertThat(List.of(one, many))
                    .allSatisfy(title -> assertThat(title).contains("Catwalk").doesNotContain(type.wireName()));
            assertThat(type.advice(language)).isNotEqualTo(Words.in(language).text("advice"));
        }
    }

    @Test
    void alertsWithoutAnyDataAreReportedAllTheSame() {
        // given
        DueAlert empty = new DueAlert("1", "category.audit.rejected", DueAlerts.RAISED_AT, NullNode.getInstance());

        // when
        Notice notice = DueAlerts.writer("zh").notice(List.of(empty), 0);

        // then
        assertThat(notice.entries().getFirst().fields())
                .containsExactly(new Notice.Field("发现时间", "2026-11-22 18:00:00 UTC+08:00"));
    }

    /** Every reason of ours, with what may stand in its gaps. */
    static Stream<Object> reasons() {
        PlatformError hidden = new PlatformError(null, ErrorKind.TRANSIENT, null, "HTTP status 502");
        return Stream.of(
                        OurRefusals.all().stream().map(Object.class::cast),
                        Stream.of(ErrorKind.values())
                                .map(kind -> (Object) new PlatformError(null, kind, null, "words of a later version")),
                        Stream.of("back", "none_granted", "calls_succeed", "tickets_arrive", "test")
                                .map(Phrase::of),
                        Stream.of(
                                Phrase.of(
                                        "silence",
                                        Duration.ofMinutes(31),
                                        Phrase.of("ticket_lives", Duration.ofHours(11)),
                                        Phrase.of("restart_refused", hidden, "61004")),
                                Phrase.of(
                                        "silence",
                                        Duration.ofHours(13),
                                        Phrase.of("ticket_dead"),
                                        Phrase.of("restart_failed", hidden)),
                                Phrase.of(
                                        "silence",
                                        Duration.ofHours(3),
                                        Phrase.of("ticket_never"),
                                        Phrase.of("restart_asked")),
                                Phrase.of(
                                        "silence",
                                        Duration.ofHours(3),
                                        Phrase.of("ticket_never"),
                                        Phrase.of("restart_asked_before"))))
                .flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void noChineseMessageHoldsAnEnglishSentenceOfOurs(Object reason) {
        // when
        String said = Words.in(AlertConfig.Language.ZH).say(reason);

        // then
        assertNoEnglish(said);
        assertThat(said).containsPattern("\\p{IsHan}").doesNotContain("reason.", "errcode.", "kind.", "{");
        assertThat(Words.in(AlertConfig.Language.EN).say(reason)).doesNotContain("reason.", "kind.", "{");
    }

    @ParameterizedTest
    @EnumSource(AlertType.class)
    void whatEveryTypeSaysAboutItselfIsChinese(AlertType type) {
        // given
        DueAlerts alert = DueAlerts.anAlert(type.wireName())
                .with("reminder", true)
                .with("first_sight", true)
                .with("severity", type.severity())
                .with("lost_since", "2026-11-22T07:00:00Z")
                .with("silent_since", "2026-11-22T07:00:00Z")
                .with("ticket_expires_at", "2026-11-22T07:00:00Z");

        // then
        assertNoEnglish(text(alert.notice("zh", 1, 0)));
        assertNoEnglish(text(alert.with("merchant_appid", "wxaaaaaaaaaaaaaaaa")
                .with("first_id", 8)
                .with("second_id", 39)
                .notice("zh", 2, 7)));
    }

    /** Two Latin words in a row are a sentence, unless they are a command of ours or a time. */
    private static void assertNoEnglish(String text) {
        assertThat(text.replace("catwalk alerts test", "").replace("UTC", ""))
                .doesNotContainPattern("[A-Za-z]{2,}[ ,]+[a-z]{2,}");
    }

    @Test
    void aDetailOfARefusalIsSaidInTheReadersLanguage() {
        // given
        PlatformError unlisted = new PlatformError(
                61004,
                ErrorKind.COMPONENT_STOPPED,
                null,
                "our address is not in the IP whitelist, the platform saw 192.0.2.1");
        PlatformError broken = new PlatformError(null, ErrorKind.TRANSIENT, null, "HTTP status 502");

        // then
        assertThat(Words.in(AlertConfig.Language.ZH).say(unlisted)).isEqualTo("出口 IP 不在白名单，平台看到的 IP 为 192.0.2.1");
        assertThat(Words.in(AlertConfig.Language.EN).say(unlisted)).isEqualTo(unlisted.reason());
        assertThat(Words.in(AlertConfig.Language.ZH).say(broken)).isEqualTo("平台繁忙或出错（HTTP 502）");
    }

    @Test
    void aRevocationSaysOnceWhatHappened() {
        // when
        Notice notice = DueAlerts.anAlert("merchant.revoked")
                .with("merchant_appid", "wxaaaaaaaaaaaaaaaa")
                .with("errcode", 61003)
                .with("reason", "商家未授权该第三方平台")
                .notice("zh", 1, 0);

        // then
        assertThat(text(notice)).isEqualTo("""
                Catwalk：商家已取消授权
                第三方平台=wx5a5a5a5a5a5a5a5a
                商家=wxaaaaaaaaaaaaaaaa
                错误码=61003
                发现时间=2026-11-22 18:00:00 UTC+08:00

                建议=如非本意，请联系商家重新授权。""");
    }

    @Test
    void aNameThatWouldForgeALineStaysInItsLine() {
        // when
        Notice notice = DueAlerts.aRejection()
                .with("merchant_name", "甲\r\n建议：\u001b[2J\u009b2J\u202e\u200b\u2066乙")
                .notice("zh", 1, 0);

        // then
        assertThat(text(notice)).contains("商家=甲  建议： [2J 2J乙（wxaaaaaaaaaaaaaaaa）\n");
    }

    @Test
    void bothLanguagesHaveTheSameTexts() throws IOException {
        // The platform's refusals come in English anyway.
        Set<String> chinese = keys("zh");
        chinese.removeIf(key -> key.startsWith("errcode.") || key.startsWith("kind.") || key.startsWith("complaint."));
        assertThat(chinese).isEqualTo(keys("en"));
    }

    @ParameterizedTest
    @CsvSource({"1,", "2,40"})
    void longReasonsAreCutInDigestsOnly(int listed, Integer longest) {
        // given
        String reason = "👨‍👩‍👧驳".repeat(100);

        // when
        Notice notice = DueAlerts.aRejection().with("audit_reason", reason).notice("zh", listed, 0);

        // then
        String expected = longest == null ? reason : "👨‍👩‍👧驳".repeat(longest / 2) + "…";
        assertThat(notice.entries())
                .allSatisfy(entry -> assertThat(entry.fields()).contains(new Notice.Field("原因", expected)));
    }

    private static Set<String> keys(String language) throws IOException {
        Properties texts = new Properties();
        try (InputStream file = Words.class.getResourceAsStream("/alert/words_" + language + ".properties")) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return new HashSet<>(texts.stringPropertyNames());
    }

    private static String text(Notice notice) {
        String entries = notice.entries().stream()
                .map(entry -> entry.fields().stream()
                        .map(field -> field.label() + "=" + field.value() + "\n")
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        String more = notice.more().isEmpty() ? "" : notice.more() + "\n";
        return notice.title() + "\n" + entries + "\n" + more + notice.adviceLabel() + "=" + notice.advice();
    }
}
