package dev.catwalk.cli;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.platform.CategoryApi;
import dev.catwalk.platform.CleanText;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One merchant's categories, from the platform to the terminal. */
@Singleton
@Unremovable
class CategoriesRun {
    private final KnownMerchants known;
    private final AuthorizerTokens tokens;
    private final CategoryApi api;

    CategoriesRun(KnownMerchants known, AuthorizerTokens tokens, CategoryApi api) {
        this.known = known;
        this.tokens = tokens;
        this.api = api;
    }

    /**
     * @param component null when the merchant is to be found with any
     * @param json prints the answer as received
     */
    int run(MerchantAppId appid, ComponentAppId component, boolean json) {
        try {
            MerchantRef merchant = known.named(appid, component);
            System.out.println(
                    json
                            ? CleanText.inJson(read(merchant, api::settingCategoriesAsReceived))
                            : CategoryTable.of(read(merchant, api::settingCategories)));
            return ExitCode.DONE;
        } catch (PlatformException e) {
            System.err.println("catwalk: " + e.getMessage());
            return e.kind().stopsComponent() ? ExitCode.STOPPED_BY_PLATFORM : ExitCode.SOME_FAILED;
        }
    }

    private <T> T read(MerchantRef merchant, Function<AccessToken, T> call) {
        TokenState.Live token = token(merchant);
        try {
            return call.apply(token.token());
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.TOKEN_STALE) {
                throw e;
            }
        }
        // Once: a fresh token that is refused as well is the platform's trouble.
        tokens.expire(Map.of(merchant.id(), token.generation()));
        return call.apply(token(merchant).token());
    }

    private TokenState.Live token(MerchantRef merchant) {
        return switch (tokens.live(List.of(merchant), () -> false).get(merchant.id())) {
            case TokenState.Live live -> live;
            case TokenState.Unavailable(PlatformError why) -> throw new PlatformException(why);
        };
    }
}
