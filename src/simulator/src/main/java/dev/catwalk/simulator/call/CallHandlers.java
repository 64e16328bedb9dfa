package dev.catwalk.simulator.call;

import dev.catwalk.simulator.World;
import dev.catwalk.simulator.fault.Faults;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Which code answers which call. A call answers with JSON, or throws a {@link RefusalException}. */
public final class CallHandlers {
    private final Map<Api, Function<ApiCall, String>> calls = new EnumMap<>(Api.class);

    public CallHandlers(World world, Faults faults, boolean rotateRefreshTokens) {
        TokenChecks checks = new TokenChecks(world);
        TicketCalls tickets = new TicketCalls(world, checks);
        AuthorizationCalls authorizations = new AuthorizationCalls(world, checks, rotateRefreshTokens);
        AuthorizerCalls authorizers = new AuthorizerCalls(world, checks);
        QuotaCalls quotas = new QuotaCalls(world, checks, faults);
        calls.put(Api.COMPONENT_TOKEN, tickets::componentToken);
        calls.put(Api.START_PUSH_TICKET, tickets::startPushTicket);
        calls.put(Api.CREATE_PREAUTHCODE, authorizations::createPreAuthCode);
        calls.put(Api.QUERY_AUTH, authorizations::queryAuth);
        calls.put(Api.AUTHORIZER_TOKEN, authorizations::authorizerToken);
        calls.put(Api.AUTHORIZER_INFO, authorizers::info);
        calls.put(Api.AUTHORIZER_LIST, authorizers::list);
        calls.put(Api.CLEAR_QUOTA, quotas::clear);
        calls.put(Api.QUOTA_GET, quotas::get);
        calls.put(Api.GET_CATEGORY, new CategoryCall(world, checks)::getCategory);
    }

    String answer(ApiCall call) {
        call.requireWellFormed();
        return calls.get(call.api()).apply(call);
    }
}
