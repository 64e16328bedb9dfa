package dev.catwalk.simulator.fault;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.Appid;
import java.time.Duration;
import java.time.Instant;

/**
 * A scripted fault: what goes wrong, with which calls, how often.
 *
 * @param api null for every call
 * @param merchant appid, null for all merchants and for calls that concern none
 * @param times after so many calls it is over; 0 for as long as it is not cleared
 * @param share of the matching calls it strikes, above 0 and up to 1
 * @param until on the platform's clock; null for ever
 */
public record Fault(FaultEffect effect, Api api, String merchant, int times, double share, Instant until) {
    public Fault {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share must be above 0 and at most 1: " + share);
        }
        if (times < 0) {
            throw new IllegalArgumentException("times must not be negative: " + times);
        }
    }

    public static Fault of(FaultEffect effect) {
        return new Fault(effect, null, null, 0, 1, null);
    }

    public static Fault errcode(int errcode) {
        return of(new FaultEffect.Refuse(errcode, null));
    }

    public static Fault delay(Duration duration) {
        return of(new FaultEffect.Delay(duration));
    }

    public static Fault shape(AnswerShape shape) {
        return of(new FaultEffect.Shape(shape));
    }

    public Fault on(Api api) {
        return new Fault(effect, api, merchant, times, share, until);
    }

    public Fault forMerchant(String appid) {
        return new Fault(effect, api, Appid.checked(appid), times, share, until);
    }

    public Fault times(int times) {
        return new Fault(effect, api, merchant, times, share, until);
    }

    public Fault share(double share) {
        return new Fault(effect, api, merchant, times, share, until);
    }

    public Fault until(Instant until) {
        return new Fault(effect, api, merchant, times, share, until);
    }

    boolean concerns(Api called) {
        return api == null || api == called;
    }
}
