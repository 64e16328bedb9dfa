package dev.catwalk.problem;

import dev.catwalk.encryption.Sha256;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Which reasons for a rejection are the same, although the platform fills in names, dates and numbers. Pure.
 *
 * <p>Titles such as 《食品经营许可证》 are kept: they say which document is missing. Names in quotation marks are not.
 */
final class ReasonGroup {
    /** Of rejections for which the platform gives no reason. */
    static final String NO_REASON = "no_reason";

    /** Of all expiries. */
    static final String EXPIRED = "expired";

    private static final int HASH_BYTES = 8;

    /** More than a person writes. The platform sets no limit, and the patterns take a time that grows with the square. */
    private static final int MOST_CHARACTERS = 1000;

    private static final Pattern ADDRESS = Pattern.compile("(?i)https?://[a-z0-9._~:/?#@!$&*+=%-]+"
            + "|[a-z0-9._%+-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+"
            + "|(?:[a-z0-9-]+\\.)+(?:com|cn|net|org)\\b(?:/[a-z0-9._~:/?#@!$&*+=%-]*)?");
    private static final Pattern QUOTATION_MARK = Pattern.compile("[“”„‟「」『』]");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|‘[^’]*’");
    private static final Pattern DATE = Pattern.compile(
            "(?<!\\d)(?:\\d{4}([年./-])\\d{1,2}[月./-]\\d{1,2}日?" + "|\\d{4}年\\d{1,2}月|\\d{1,2}月\\d{1,2}日)(?!\\d)");
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+(?:[.,:]\\p{Nd}+)*");
    /** White space, and what shows as nothing. */
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\p{Cf}]+");

    private ReasonGroup() {}

    /**
     * @param reason in the platform's words
     * @return sixteen hexadecimal digits, or {@link #NO_REASON}
     */
    static String of(String reason) {
        String normal = normalised(reason);
        if (normal.isEmpty()) {
            return NO_REASON;
        }
        return HexFormat.of().formatHex(Sha256.of(normal), 0, HASH_BYTES);
    }

    /** Repeated until nothing changes, since one replacement may make room for another: it ends, for each one leaves less. */
    static String normalised(String reason) {
        String before = reason;
        String after = replaced(before);
        while (!after.equals(before)) {
            before = after;
            after = replaced(before);
        }
        return after;
    }

    /** Never with half of a pair at its end. */
    private static String beginning(String reason) {
        return reason.codePointCount(0, reason.length()) <= MOST_CHARACTERS
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, MOST_CHARACTERS));
    }

    private static String replaced(String reason) {
        // Twice, since a character may become eighteen.
        String text = beginning(Normalizer.normalize(beginning(reason), Normalizer.Form.NFKC));
        // Before white space is removed, which ends an address.
        text = ADDRESS.matcher(text).replaceAll("<address>");
        text = SPACE.matcher(text).replaceAll("");
        text = QUOTATION_MARK.matcher(text).replaceAll("\"");
        text = QUOTED.matcher(text).replaceAll("\"\"");
        text = DATE.matcher(text).replaceAll("<date>");
        return NUMBER.matcher(text).replaceAll("<n>");
    }
}
