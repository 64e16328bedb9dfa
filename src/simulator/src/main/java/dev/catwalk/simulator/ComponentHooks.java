package dev.catwalk.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The admin API's names for what can happen to a component; each only translates to {@link SimulatedComponent}. */
final class ComponentHooks {
    private final Map<String, BiFunction<SimulatedComponent, AdminInput, Object>> hooks = new TreeMap<>();

    ComponentHooks() {
        hooks.put("push-ticket", (component, _) -> component.pushTicketNow());
        hooks.put(
                "push-unknown",
                (component, input) -> component.pushUnknown(input.text("info_type"), input.fields("fields")));
        change("renew-ticket", (component, _) -> component.renewTicket());
        change("stop-tickets", (component, _) -> component.stopTicketPushes());
        change("refuse-ip", (component, _) -> component.refuseIp());
        change("allow-ip", (component, _) -> component.allowIp());
        change("unpublish", (component, _) -> component.unpublish());
        change("publish", (component, _) -> component.publish());
        change("reset-secret", (component, input) -> component.resetSecret(input.text("secret")));
        change("rotate-key", ComponentHooks::rotateKey);
        change("invalidate-tokens", (component, _) -> component.invalidateAccessTokens());
        change("push-to", ComponentHooks::pushTo);
        change("advance-reviews", (component, _) -> component.advanceReviews());
        change("pause-pushes", (component, _) -> component.pushes().pause());
        change("resume-pushes", (component, _) -> component.pushes().resume());
        change("resume-pushes-reversed", (component, _) -> component.pushes().resumeReversed());
        change("double-pushes", (component, input) -> component.pushes().doubleNext(input.number("count")));
        change("lose-pushes", (component, input) -> component.pushes().loseNext(input.number("count")));
    }

    Object call(String hook, SimulatedComponent component, AdminInput input) {
        BiFunction<SimulatedComponent, AdminInput, Object> called = hooks.get(hook);
        if (called == null) {
            throw AdminException.notFound("no such hook: " + hook + "; known: " + hooks.keySet());
        }
        return called.apply(component, input);
    }

    private void change(String name, BiConsumer<SimulatedComponent, AdminInput> change) {
        hooks.put(name, (component, input) -> {
            change.accept(component, input);
            return component.truth();
        });
    }

    private static void rotateKey(SimulatedComponent component, AdminInput input) {
        double previousShare = input.share("previous_share", 0);
        input.read("key", key -> {
            component.rotateEncodingAesKey(key, previousShare);
            return key;
        });
    }

    private static void pushTo(SimulatedComponent component, AdminInput input) {
        String events = input.text("authorization_events", null);
        String messages = input.text("messages", null);
        component.pushTo(new PushTargets(events, messages));
    }
}
