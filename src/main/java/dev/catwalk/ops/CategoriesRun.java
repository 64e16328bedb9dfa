package dev.catwalk.ops;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.platform.CategoryApi;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.MerchantAppId;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.Reach;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.TokenState;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One merchant's categories, from the platform to the terminal. Arguments: merchant, component or nothing, whether JSON. */
@Singleton
@Unremovable
class CategoriesRun implements QuarkusApplication {
    private final KnownMerchants known;
    private final AuthorizerTokens tokens;
    private final CategoryApi api;

    CategoriesRun(KnownMerchants known, AuthorizerTokens tokens, CategoryApi api) {
        this.known = known;
        this.tokens = tokens;
        this.api = api;
    }

    @Override
    public int run(String... args) {
        Optional<ComponentAppId> component =
                Optional.of(args[1]).filter(text -> !text.isEmpty()).map(ComponentAppId::new);
        try {
            MerchantRef merchant = known.findOne(new MerchantAppId(args[0]), known.components(component));
            JsonNode answer = read(merchant);
            System.out.println(Boolean.parseBoolean(args[2]) ? answer : CategoryTable.of(answer));
            return ExitCode.DONE;
        } catch (WrongRequest e) {
            System.err.println("catwalk: " + e.getMessage());
            return ExitCode.WRONG;
        } catch (PlatformException e) {
            System.err.println("catwalk: " + e.getMessage());
            return e.kind().reach() == Reach.COMPONENT ? ExitCode.STOPPED_BY_PLATFORM : ExitCode.SOME_FAILED;
        }
    }

    private JsonNode read(MerchantRef merchant) {
        TokenState.Live token = token(merchant);
        try {
            return api.settingCategories(token.token());
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.TOKEN_STALE) {
                throw e;
            }
        }
        // Once: a fresh token that is refused as well is the platform's trouble.
        tokens.expire(Map.of(merchant.id(), token.generation()));
        return api.settingCategories(token(merchant).token());
    }

    private TokenState.Live token(MerchantRef merchant) {
        return switch (tokens.live(List.of(merchant), () -> false).get(merchant.id())) {
            case TokenState.Live live -> live;
            case TokenState.Unavailable(PlatformError why) -> throw new PlatformException(why);
        };
    }
}
