package dev.catwalk.simulator.call;

import dev.catwalk.simulator.IssuedTokens;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;

/** The calls that need no access token: the component's own token, and waking the ticket service (protocol page §3.2). */
final class TicketCalls {
    private final World world;
    private final TokenChecks checks;

    TicketCalls(World world, TokenChecks checks) {
        this.world = world;
        this.checks = checks;
    }

    /** The order of the checks is ours; the platform's is unknown. */
    String componentToken(ApiCall call) {
        call.text("component_appid", 41018);
        SimulatedComponent component = checks.known(call, 61011);
        requireSecret(component, call.text("component_appsecret", 41004));
        int refusal = component.tickets().refusal(ticket(call), world.now());
        if (refusal != 0) {
            throw new RefusalException(refusal);
        }
        if (!component.state().tokenQuota().take(world.now())) {
            throw new RefusalException(45009);
        }
        return Json.write(Json.object()
                .put("component_access_token", component.issueAccessToken())
                .put("expires_in", IssuedTokens.LIFETIME.toSeconds()));
    }

    /** Names its secret differently from every other call; pushes go on with the next turn of the schedule. */
    String startPushTicket(ApiCall call) {
        call.text("component_appid", 41018);
        SimulatedComponent component = checks.known(call, 40013);
        requireSecret(component, call.text("component_secret", 41004));
        boolean ran = component.state().ticketsPushed();
        component.state().ticketsPushed(true);
        return Json.write(Json.object()
                .put("errcode", 0)
                .put("errmsg", ran ? "the push ticket service is in a normal state" : "ok"));
    }

    private static void requireSecret(SimulatedComponent component, String secret) {
        if (!secret.equals(component.state().secret())) {
            throw new RefusalException(40125);
        }
    }

    /** Null, empty and missing tickets are invalid rather than malformed (protocol page §5.2, 61006). */
    private static String ticket(ApiCall call) {
        return call.body().path("component_verify_ticket").asText("");
    }
}
