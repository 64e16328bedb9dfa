package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Reads the categories a merchant has set. */
@Singleton
public class CategoryApi {
    private final PlatformCalls calls;

    CategoryApi(PlatformCalls calls) {
        this.calls = calls;
    }

    /**
     * The whole answer of getcategory, as received; whether it is a valid one is for the reader to say.
     *
     * @throws PlatformException of kind {@link ErrorKind#TOKEN_STALE} when the token must be refreshed first
     */
    public JsonNode settingCategories(AccessToken authorizerToken) {
        return calls.get(Call.GET_CATEGORY, authorizerToken).content();
    }

    /**
     * The same answer, byte for byte.
     *
     * @throws PlatformException of kind {@link ErrorKind#TOKEN_STALE} when the token must be refreshed first
     */
    public String settingCategoriesAsReceived(AccessToken authorizerToken) {
        return new String(calls.get(Call.GET_CATEGORY, authorizerToken).body(), StandardCharsets.UTF_8);
    }
}
