package dev.catwalk.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonGroupTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "资质不符 | 资质 不符",
                "资质不符 | ` 资质　不符\u200b\n`",
                "请在3天内补充资料 | 请在１５天内补充资料",
                "请于2026年11月27日前补充 | 请于2027-01-03前补充",
                "请于2026年11月27日前补充 | 请于2026/1/3前补充",
                "请于11月27日前补充 | 请于2026.12.01前补充",
                "有效期至2026年11月 | 有效期至2027年 1 月",
                "小程序“王记烧饼”与主体不符 | 小程序「李家包子铺」与主体不符",
                "小程序\"Wang\"与主体不符 | 小程序“李家”与主体不符",
                "详见https://developers.weixin.qq.com/a?b=1 | 详见 http://mp.weixin.qq.com/x#y",
                "请联系kefu@example.com | 请联系li.wang+1@mail.example.cn",
                "详见developers.weixin.qq.com/miniprogram/product/ | 详见mp.weixin.qq.com",
                "费用1,000.50元 | 费用20元",
                "（资质）不符： | (资质)不符:",
                "第1条、第2条 | 第３条、第12条",
            })
    void reasonsThatDifferInWhatIsFilledInFallTogether(String one, String other) {
        assertThat(ReasonGroup.of(one)).isEqualTo(ReasonGroup.of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "资质不符 | 资质过期",
                "请提供《食品经营许可证》 | 请提供《医疗器械经营许可证》",
                "类目与内容不符 | 类目与名称不符",
                "请在3天内补充资料 | 请在3个月内补充资料",
                "小程序“王记”与主体不符 | 小程序“王记”与类目不符",
                "“王记”与“李家”不符 | “王记”不符",
                "详见https://a.example/x请重新提交 | 详见https://a.example/x请补充资料",
                "not permitted | permitted",
                "营业执照过期 | 营业执照不清晰",
                "请补充 | 请补充2026年11月27日的合同",
            })
    void reasonsThatMeanSomethingElseStayApart(String one, String other) {
        assertThat(ReasonGroup.of(one)).isNotEqualTo(ReasonGroup.of(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000\u200b\n"})
    void withoutWordsThereIsNoReason(String reason) {
        assertThat(ReasonGroup.of(reason)).isEqualTo("no_reason");
    }

    @Test
    void whatIsNormalIsLeftAsItIs() {
        // given
        String[] parts = {
            "资质", " ", "\u3000", "12", "１", "年", "月", "日", "-", "/", ".", "2026", "“", "”", "\"", "「", "‘", "’", "《",
            "》", "http", "://", "www", ".com", "@", "a", "e", "\u0301", "ᄀ", "ᅡ", "¨", "①", "\u200b", "<", ">", "#",
            "：", "，", "😀"
        };
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder reason = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                reason.append(parts[random.nextInt(parts.length)]);
            }

            // when
            String normal = ReasonGroup.normalised(reason.toString());

            // then
            assertThat(ReasonGroup.normalised(normal)).isEqualTo(normal);
            assertThat(ReasonGroup.of(normal)).isEqualTo(ReasonGroup.of(reason.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1,", "a.", "1@", "\u200b", "㏂", "ﷺ", "e\u0301\u0316", "😀"})
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noReasonIsSoLongOrSoOddThatItHoldsUpItsPage(String part) {
        assertThat(ReasonGroup.of(part.repeat(500_000))).isNotEmpty();
    }

    @Test
    void ofALongReasonItsBeginningDecides() {
        // given: the thousandth character takes two places
        String reason = "符".repeat(999) + "😀";

        // then
        assertThat(ReasonGroup.of(reason + "甲")).isEqualTo(ReasonGroup.of(reason));
        assertThat(ReasonGroup.of("符".repeat(999) + "😁")).isNotEqualTo(ReasonGroup.of(reason));
    }

    /** The platform does not limit a reason, and a group is a key of indexes. */
    @Test
    void aGroupIsShortHoweverLongItsReason() {
        assertThat(ReasonGroup.of("资质不符，".repeat(20_000))).hasSize(16);
    }
}
