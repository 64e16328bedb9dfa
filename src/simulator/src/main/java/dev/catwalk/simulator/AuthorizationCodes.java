package dev.catwalk.simulator;

import dev.catwalk.simulator.call.RefusalException;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.MerchantState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Authorization codes on their way to api_query_auth, and codes of authorization pages: good once, for 600 s (protocol page §0). */
public final class AuthorizationCodes {
    static final Duration LIFETIME = Duration.ofSeconds(600);
    private static final int REMEMBERED = 10_000;

    private final long key;
    private final Map<String, Code> issued = new LinkedHashMap<>();
    private final Map<String, Instant> pages = new LinkedHashMap<>();
    private int count;

    AuthorizationCodes(long key) {
        this.key = key;
    }

    private static final class Code {
        private final MerchantState merchant;
        private final Instant expiresAt;
        private boolean used;

        private Code(MerchantState merchant, Instant expiresAt) {
            this.merchant = merchant;
            this.expiresAt = expiresAt;
        }
    }

    synchronized String issue(MerchantState merchant, Instant now) {
        String code = "queryauthcode@@@" + new Dice(key, ++count, now.toEpochMilli()).base64Url(64);
        issued.put(code, new Code(merchant, now.plus(LIFETIME)));
        if (issued.size() > REMEMBERED) {
            issued.remove(issued.keySet().iterator().next());
        }
        return code;
    }

    /** Whose code it is, without using it; null when it is unknown. */
    public synchronized MerchantState owner(String text) {
        Code code = issued.get(text);
        return code == null ? null : code.merchant;
    }

    /** Uses the code up: 61009 for one that was never issued, 61010 for one that is used or too old. */
    public synchronized MerchantState redeem(String text, Instant now) {
        Code code = issued.get(text);
        if (code == null) {
            throw new RefusalException(61009);
        }
        if (code.used || !now.isBefore(code.expiresAt)) {
            throw new RefusalException(61010);
        }
        code.used = true;
        return code.merchant;
    }

    /** A pre_auth_code, for one authorization page. */
    public synchronized String issueForPage(Instant now) {
        String code = preAuthCode(key, ++count, now.toEpochMilli());
        pages.put(code, now.plus(LIFETIME));
        if (pages.size() > REMEMBERED) {
            pages.remove(pages.keySet().iterator().next());
        }
        return code;
    }

    synchronized boolean isGoodForPage(String code, Instant now) {
        Instant end = pages.get(code);
        return end != null && now.isBefore(end);
    }

    /** @return false when it was used before, is too old or was never issued */
    synchronized boolean useForPage(String code, Instant now) {
        Instant end = pages.remove(code);
        return end != null && now.isBefore(end);
    }

    /** As pushes quote it; only {@link #issueForPage} makes one that opens a page. */
    public static String preAuthCode(long... key) {
        return "preauthcode@@@" + new Dice(key).base64Url(64);
    }
}
