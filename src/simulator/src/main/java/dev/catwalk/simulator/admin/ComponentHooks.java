package dev.catwalk.simulator.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.push.PushTargets;
import java.util.Map;
import java.util.Objects;

/** What can happen to a component; each hook only translates to {@link SimulatedComponent}. */
final class ComponentHooks {
    private ComponentHooks() {}

    static Hooks<SimulatedComponent> all() {
        Hooks<SimulatedComponent> hooks = new Hooks<>(SimulatedComponent::truth);
        hooks.answering("push-ticket", Nothing.class, (component, _) -> component.pushTicketNow());
        hooks.answering(
                "push-unknown",
                UnknownEvent.class,
                (component, in) -> component.pushUnknown(in.infoType(), in.fields()));
        hooks.changing("renew-ticket", SimulatedComponent::renewTicket);
        hooks.changing("stop-tickets", SimulatedComponent::stopTicketPushes);
        hooks.changing("refuse-ip", SimulatedComponent::refuseIp);
        hooks.changing("allow-ip", SimulatedComponent::allowIp);
        hooks.changing("unpublish", SimulatedComponent::unpublish);
        hooks.changing("publish", SimulatedComponent::publish);
        hooks.changing("reset-secret", NewSecret.class, (component, in) -> component.resetSecret(in.secret()));
        hooks.changing("rotate-key", NewKey.class, ComponentHooks::rotateKey);
        hooks.changing("invalidate-tokens", SimulatedComponent::invalidateAccessTokens);
        hooks.changing("push-to", PushTargets.class, SimulatedComponent::pushTo);
        hooks.changing("advance-reviews", SimulatedComponent::advanceReviews);
        hooks.changing("pause-pushes", component -> component.pushes().pause());
        hooks.changing("resume-pushes", component -> component.pushes().resume());
        hooks.changing("resume-pushes-reversed", component -> component.pushes().resumeReversed());
        hooks.changing("double-pushes", Next.class, (component, in) -> component
                .pushes()
                .doubleNext(in.count()));
        hooks.changing(
                "lose-pushes", Next.class, (component, in) -> component.pushes().loseNext(in.count()));
        return hooks;
    }

    private static void rotateKey(SimulatedComponent component, NewKey in) {
        double previousShare = Objects.requireNonNullElse(in.previousShare(), 0.0);
        if (!(previousShare >= 0 && previousShare <= 1)) {
            throw AdminException.badField("previous_share", "a share from 0 to 1 is needed");
        }
        AdminInput.checked("key", in.key(), key -> {
            component.rotateEncodingAesKey(key, previousShare);
            return key;
        });
    }

    private record Nothing() {}

    private record UnknownEvent(
            @JsonProperty(required = true) String infoType, Map<String, Object> fields) {
        UnknownEvent {
            fields = Objects.requireNonNullElse(fields, Map.of());
        }
    }

    private record NewSecret(@JsonProperty(required = true) String secret) {}

    private record NewKey(@JsonProperty(required = true) String key, Double previousShare) {}

    private record Next(int count) {}
}
