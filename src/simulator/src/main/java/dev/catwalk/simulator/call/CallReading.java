package dev.catwalk.simulator.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.MerchantState;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** Reads a request and finds out whom it names, without judging it: faults and counts need to know also for bad calls. */
public final class CallReading {
    private final World world;
    private final Map<String, SimulatedComponent> components;

    public CallReading(World world, Map<String, SimulatedComponent> components) {
        this.world = world;
        this.components = components;
    }

    ApiCall read(Api api, HttpServerRequest request, Buffer body) {
        String token = request.getParam("access_token");
        if (token == null) {
            token = request.getParam("component_access_token");
        }
        boolean get = request.method() == HttpMethod.GET;
        JsonNode json = get ? null : json(body);
        SimulatedComponent component;
        MerchantState merchant = null;
        if (api == Api.GET_CATEGORY || api == Api.QUOTA_GET) {
            Optional<AccessTokenText.Claim> claim = claim(token);
            component = claim.map(AccessTokenText.Claim::component)
                    .map(digits -> components.get(Appid.of(digits)))
                    .orElse(null);
            if (component != null && !claim.get().ofComponent()) {
                merchant = component.book().find(claim.get().merchant()).orElse(null);
            }
        } else {
            component = json == null
                    ? null
                    : components.get(json.path("component_appid").asText());
            merchant = component == null ? null : named(component, json);
        }
        return new ApiCall(api, get, token, json, request.remoteAddress().hostAddress(), component, merchant);
    }

    private Optional<AccessTokenText.Claim> claim(String token) {
        return token != null && AccessTokenText.wellFormed(token)
                ? world.accessTokens().read(token)
                : Optional.empty();
    }

    private static MerchantState named(SimulatedComponent component, JsonNode json) {
        if (json.has("authorization_code")) {
            return component.codes().owner(json.get("authorization_code").asText());
        }
        return component.book().find(json.path("authorizer_appid").asText()).orElse(null);
    }

    private static JsonNode json(Buffer body) {
        if (body.length() == 0) {
            return MissingNode.getInstance();
        }
        JsonNode json = Json.parseOrNull(body.getBytes());
        return json == null ? NullNode.getInstance() : json;
    }
}
