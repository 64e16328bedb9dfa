package dev.catwalk.merchant;

import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizerPage;
import dev.catwalk.platform.AuthorizerPage.Listed;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.MerchantAppId;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PublishTestAccounts;
import dev.catwalk.platform.RefreshToken;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Reads the platform's list of authorizers to its end: adds merchants that are new and marks those whose facts have to be
 * read. The list may change while it is paged, so an entry may come twice or not at all; that adds and revokes nobody.
 */
@Singleton
public class Roster {
    private final AuthorizationApi api;
    private final RosterRows rows;

    Roster(AuthorizationApi api, RosterRows rows) {
        this.api = api;
        this.rows = rows;
    }

    /**
     * @param startedAt now
     * @param offered gets the refresh tokens of each page, and when the platform was asked for them
     * @return how many merchants the list holds
     */
    public int read(
            ComponentAppId component, Instant startedAt, BiConsumer<Map<MerchantRef, RefreshToken>, Instant> offered) {
        LongAdder merchants = new LongAdder();
        api.list(component, page -> {
            Map<MerchantAppId, Listed> listed = merchantsOf(page);
            Map<MerchantAppId, MerchantRef> refs = rows.listed(component, listed.values(), startedAt);
            offered.accept(refreshTokens(listed, refs), page.askedAt());
            merchants.add(listed.size());
            return true;
        });
        rows.markAbsent(component);
        return merchants.intValue();
    }

    /** All that the list brought about is done. A roster that is not finished counts as not read. */
    public void finish(ComponentAppId component, Instant startedAt) {
        rows.finish(component, startedAt);
    }

    /** The next merchants whose facts have to be read, by ascending id. */
    public List<MerchantRef> factsDue(ComponentAppId component, long afterId, int limit) {
        return rows.factsDue(component, afterId, limit);
    }

    private static Map<MerchantAppId, Listed> merchantsOf(AuthorizerPage page) {
        Map<MerchantAppId, Listed> merchants = new LinkedHashMap<>();
        page.authorizers().stream()
                .filter(entry -> !PublishTestAccounts.contains(entry.appid()))
                .forEach(entry -> merchants.put(entry.appid(), entry));
        return merchants;
    }

    private static Map<MerchantRef, RefreshToken> refreshTokens(
            Map<MerchantAppId, Listed> listed, Map<MerchantAppId, MerchantRef> refs) {
        Map<MerchantRef, RefreshToken> tokens = new HashMap<>();
        refs.forEach((appid, ref) -> listed.get(appid).refreshToken().ifPresent(token -> tokens.put(ref, token)));
        return tokens;
    }
}
