package dev.catwalk.token;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizationApi.AuthorizerPage;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Finds refresh tokens at the platform: api_get_authorizer_info returns one, api_get_authorizer_list those of all, provided
 * that an authorization code of the merchant was ever exchanged (platform moderators, 2023 and 2026).
 */
@Singleton
class RefreshTokenRecovery {
    private static final int MOST_PAGES = 10;

    private final AuthorizationApi api;

    RefreshTokenRecovery(AuthorizationApi api) {
        this.api = api;
    }

    /** One merchant's, from its info; empty when the platform returns none. */
    Optional<RefreshToken> fromInfo(MerchantRef merchant) {
        return api.info(merchant.component(), merchant.appid()).refreshToken();
    }

    /**
     * Several merchants', from one reading of the list; ends as soon as all are found. Of a long list only the beginning is
     * read, since others wait for this: the roster reads all of it each night, and stores what it offers.
     */
    Map<MerchantAppId, RefreshToken> fromList(
            ComponentAppId component, List<MerchantAppId> wanted, BooleanSupplier stop) {
        AtomicInteger pages = new AtomicInteger();
        Map<MerchantAppId, RefreshToken> found = new HashMap<>();
        Set<MerchantAppId> missing = new HashSet<>(wanted);
        api.list(component, page -> {
            for (AuthorizerPage.Listed entry : page.authorizers()) {
                if (missing.remove(entry.appid())) {
                    entry.refreshToken().ifPresent(token -> found.put(entry.appid(), token));
                }
            }
            return !missing.isEmpty() && pages.incrementAndGet() < MOST_PAGES && !stop.getAsBoolean();
        });
        return found;
    }
}
