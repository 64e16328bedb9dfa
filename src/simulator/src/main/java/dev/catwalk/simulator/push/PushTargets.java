package dev.catwalk.simulator.push;

import java.net.URI;
import java.util.Optional;

/**
 * Where a component's pushes go; either may be null, then the pushes of that kind are lost.
 *
 * @param authorizationEvents the fixed URL for ticket, authorized, updateauthorized, unauthorized
 * @param messages the URL for messages and events, with the literal {@code $APPID$} the merchant's appid takes the place of
 */
public record PushTargets(String authorizationEvents, String messages) {
    private static final String APPID = "$APPID$";

    public static final PushTargets NONE = new PushTargets(null, null);

    public PushTargets {
        checked(authorizationEvents);
        if (messages != null) {
            if (!messages.contains(APPID)) {
                throw new IllegalArgumentException("the message URL lacks the literal " + APPID + ": " + messages);
            }
            checked(messages.replace(APPID, "wx0000000000000000"));
        }
    }

    Optional<String> ofAuthorizationEvents() {
        return Optional.ofNullable(authorizationEvents);
    }

    Optional<String> ofMessages(String merchantAppid) {
        return Optional.ofNullable(messages).map(url -> url.replace(APPID, merchantAppid));
    }

    private static void checked(String url) {
        if (url == null) {
            return;
        }
        URI uri = URI.create(url);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("not an http or https address: " + url);
        }
    }
}
