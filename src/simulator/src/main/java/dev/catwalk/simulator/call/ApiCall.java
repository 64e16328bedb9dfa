package dev.catwalk.simulator.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.merchant.MerchantState;

/**
 * One call as it arrived. Component and merchant are those it names, before anything is checked.
 *
 * @param token from access_token or component_access_token; null when missing
 * @param body null for a GET; a missing node when it is empty, null node when it is not JSON
 * @param component null when it names none of ours
 * @param merchant null when it names none of the component's
 */
record ApiCall(
        Api api,
        boolean isGet,
        String token,
        JsonNode body,
        String clientIp,
        SimulatedComponent component,
        MerchantState merchant) {

    /** A field of the body; text only (protocol page §3.1: a non-string gives 47001). */
    String text(String field, int errcodeWhenMissing) {
        JsonNode value = body.get(field);
        if (value == null) {
            throw new RefusalException(errcodeWhenMissing);
        }
        if (!value.isTextual()) {
            throw new RefusalException(47001);
        }
        return value.textValue();
    }

    int number(String field, int errcodeWhenMissing) {
        JsonNode value = body.get(field);
        if (value == null) {
            throw new RefusalException(errcodeWhenMissing);
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new RefusalException(47001);
        }
        return value.intValue();
    }

    /** What is wrong with any call, whatever it is about. */
    void requireWellFormed() {
        if (api.isGet() != isGet) {
            throw new RefusalException(api.isGet() ? 43001 : 43002);
        }
        if (!isGet && body.isMissingNode()) {
            throw new RefusalException(44002);
        }
        if (!isGet && !body.isObject()) {
            throw new RefusalException(47001);
        }
    }
}
