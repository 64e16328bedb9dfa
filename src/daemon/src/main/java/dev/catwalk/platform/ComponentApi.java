package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.VerifyTicket;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;

/** Calls a component makes with its secret: for its own access token, and to have tickets pushed again. */
@Singleton
public class ComponentApi {
    private final PlatformCalls calls;
    private final Components components;
    private final Clock clock;

    ComponentApi(PlatformCalls calls, Components components, Clock clock) {
        this.calls = calls;
        this.components = components;
        this.clock = clock;
    }

    /**
     * Exchanges ticket and secret for a component access token, valid for two hours (api_component_token).
     *
     * @throws PlatformException of kind {@link ErrorKind#COMPONENT_STOPPED} when ticket or secret are wrong, or our address
     *     is not in the whitelist; of another kind when asking again may help
     */
    public AccessToken componentToken(ComponentAppId component, VerifyTicket ticket) {
        JsonNode answer = calls.post(
                Call.COMPONENT_TOKEN,
                null,
                Map.of(
                        "component_appid", component.value(),
                        "component_appsecret", secret(component),
                        "component_verify_ticket", ticket.value()));
        return Fields.accessToken(answer, "component_access_token", clock.instant());
    }

    /** Asks the platform to push verify tickets again (api_start_push_ticket); up to ten minutes pass until one comes. */
    public void startPushTicket(ComponentAppId component) {
        // "component_secret" here, "component_appsecret" above: the platform's own spelling.
        calls.post(
                Call.START_PUSH_TICKET,
                null,
                Map.of("component_appid", component.value(), "component_secret", secret(component)));
    }

    private String secret(ComponentAppId component) {
        return components.requireOwnTokens(component).secret().orElseThrow().value();
    }
}
