package dev.catwalk.simulator.merchant;

import java.util.regex.Pattern;

/** The shapes of account ids: {@code wx} and 16 hex digits, and the original id {@code gh_} and 12 (protocol page §3.6). */
public final class Appid {
    private static final Pattern SHAPE = Pattern.compile("wx[0-9a-f]{16}");

    private Appid() {}

    public static boolean wellFormed(String appid) {
        return SHAPE.matcher(appid).matches();
    }

    public static String checked(String appid) {
        if (appid == null || !wellFormed(appid)) {
            throw new IllegalArgumentException("not an appid (wx and 16 lower-case hex digits): " + appid);
        }
        return appid;
    }

    public static long digits(String appid) {
        return Long.parseUnsignedLong(appid, 2, appid.length(), 16);
    }

    public static String of(long digits) {
        return "wx" + hex(digits, 16);
    }

    static String originalId(long digits) {
        return "gh_" + hex(digits & 0xffff_ffff_ffffL, 12);
    }

    private static String hex(long value, int width) {
        String digits = Long.toHexString(value);
        return "0".repeat(width - digits.length()) + digits;
    }
}
