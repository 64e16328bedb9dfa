package dev.catwalk.simulator.call;

import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;
import dev.catwalk.simulator.fault.ErrorTexts;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.MerchantState;

/** Whether a call may be made with its access token (protocol page §4 and §5.2). Each check throws the platform's refusal. */
final class TokenChecks {
    private final World world;

    TokenChecks(World world) {
        this.world = world;
    }

    /** For calls about a component: its own live token. */
    SimulatedComponent component(ApiCall call) {
        call.text("component_appid", 41018);
        SimulatedComponent component = known(call, 40013);
        AccessTokenText.Claim claim = claim(call);
        if (!claim.ofComponent()) {
            throw new RefusalException(61014);
        }
        requireAlive(component, null, claim);
        return component;
    }

    /** For calls about a merchant: a live access token of that merchant. */
    MerchantState merchant(ApiCall call) {
        AccessTokenText.Claim claim = claim(call);
        SimulatedComponent component = known(call, 40001);
        if (claim.ofComponent()) {
            throw new RefusalException(48001);
        }
        try {
            requireAlive(component, call.merchant(), claim);
            noteUse(call.merchant(), false);
        } catch (RefusalException refusal) {
            noteUse(call.merchant(), true);
            throw refusal;
        }
        return call.merchant();
    }

    private static void noteUse(MerchantState merchant, boolean refused) {
        if (merchant != null) {
            merchant.calls().tokenUsed(refused);
        }
    }

    /** For calls that take either kind. */
    void any(ApiCall call) {
        AccessTokenText.Claim claim = claim(call);
        requireAlive(known(call, 40001), call.merchant(), claim);
    }

    /** The component, reachable from the caller's address. */
    SimulatedComponent known(ApiCall call, int errcodeWhenUnknown) {
        SimulatedComponent component = call.component();
        if (component == null) {
            throw new RefusalException(errcodeWhenUnknown);
        }
        if (!component.state().ipAllowed()) {
            throw new RefusalException(61004, ErrorTexts.of(61004) + " requestIP: " + call.clientIp());
        }
        return component;
    }

    private AccessTokenText.Claim claim(ApiCall call) {
        if (call.token() == null || call.token().isEmpty()) {
            throw new RefusalException(41001);
        }
        if (!AccessTokenText.wellFormed(call.token())) {
            throw new RefusalException(40014);
        }
        return world.accessTokens().read(call.token()).orElseThrow(() -> new RefusalException(40001));
    }

    private void requireAlive(SimulatedComponent component, MerchantState merchant, AccessTokenText.Claim claim) {
        int refusal;
        if (claim.component() != Appid.digits(component.appid())) {
            refusal = 40001;
        } else if (claim.ofComponent()) {
            refusal = component.state().accessTokenRefusal(claim.generation(), world.now());
        } else {
            refusal = merchant == null ? 40001 : merchant.accessTokenRefusal(claim.generation(), world.now());
        }
        if (refusal != 0) {
            throw new RefusalException(refusal);
        }
        if (!component.state().published()) {
            throw new RefusalException(61028);
        }
    }
}
