package dev.catwalk.simulator.call;

import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.World;
import dev.catwalk.simulator.fault.Faults;

/** Quotas, in outline only: what a worker needs to see and to clear a 45009 (protocol page §3.3). */
final class QuotaCalls {
    private final World world;
    private final TokenChecks checks;
    private final Faults faults;

    QuotaCalls(World world, TokenChecks checks, Faults faults) {
        this.world = world;
        this.checks = checks;
        this.faults = faults;
    }

    /** Works without a token, since the token call itself may be what ran out. */
    String clear(ApiCall call) {
        call.text("component_appid", 41018);
        SimulatedComponent component = checks.known(call, 40013);
        if (!call.text("appsecret", 41004).equals(component.state().secret())) {
            throw new RefusalException(40125);
        }
        if (!component.state().takeQuotaClearing()) {
            throw new RefusalException(48006);
        }
        if (call.body().has("appid")) {
            faults.clearDailyQuotas(call.text("appid", 41002));
        } else {
            component.state().tokenQuota().clear();
            faults.clearDailyQuotas(null);
        }
        return "{\"errcode\":0,\"errmsg\":\"ok\"}";
    }

    String get(ApiCall call) {
        checks.any(call);
        Api api = Api.at(call.text("cgi_path", 40097)).orElseThrow(() -> new RefusalException(76003));
        int used = call.merchant() == null
                ? call.component().state().tokenQuota().used(world.now())
                : call.merchant().calls().count(api);
        var answer = Json.object().put("errcode", 0).put("errmsg", "ok");
        answer.putObject("quota")
                .put("daily_limit", DailyQuota.LIMIT)
                .put("used", used)
                .put("remain", Math.max(0, DailyQuota.LIMIT - used));
        answer.putObject("rate_limit").put("call_count", 0).put("refresh_second", 60);
        answer.putObject("component_rate_limit").put("call_count", 0).put("refresh_second", 60);
        return Json.write(answer);
    }
}
