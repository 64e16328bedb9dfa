package dev.catwalk.simulator;

import dev.catwalk.simulator.push.Announcement;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The page on which a merchant authorizes a component, for the desktop (a QR code, there) and for the phone: here both have one
 * button. It sends the browser back to {@code redirect_uri} with {@code auth_code} and {@code expires_in}, and the platform pushes
 * {@code authorized} with the same code.
 *
 * <p>Like the platform, it opens only from a page of the domain that it leads back to ("授权入口页所在域名", weixin-java-open-demo#20):
 * an address that was typed in, or reached by a redirect from elsewhere, has no such {@code Referer}.
 */
public final class AuthorizationPage {
    private static final String DESKTOP = "/cgi-bin/componentloginpage";
    private static final String PHONE = "/wxaopen/safe/bindcomponent";
    static final Set<String> PATHS = Set.of(DESKTOP, PHONE);

    private final World world;
    private final Map<String, SimulatedComponent> components;
    private volatile List<Integer> granted = List.of(30);
    private volatile Announcement notice = Announcement.PUSHED;

    AuthorizationPage(World world, Map<String, SimulatedComponent> components) {
        this.world = world;
        this.components = components;
    }

    /** Sets that a merchant grants here besides those it granted before; at first 30. */
    public void grant(List<Integer> permissionSets) {
        granted = List.copyOf(permissionSets);
    }

    /** Whether pushes of what happens here arrive. */
    public void announce(Announcement whether) {
        notice = whether;
    }

    private record Asked(SimulatedComponent component, SimulatedMerchant merchant, String code, URI back) {}

    /** @param request read to its end, with a form if it has one */
    void handle(HttpServerRequest request) {
        boolean confirmed = request.method() == HttpMethod.POST;
        Optional<Asked> asked = asked(confirmed ? request.formAttributes() : request.params());
        if (asked.isEmpty()) {
            answer(
                    request,
                    400,
                    "<h1>授权链接有误</h1><p>A parameter is missing or wrong, or the pre_auth_code is not good (any more).</p>");
        } else if (confirmed) {
            confirm(request, asked.get());
        } else if (!comesFrom(
                request.getHeader(HttpHeaders.REFERER), asked.get().back())) {
            answer(request, 403, "<h1>请确认授权入口页所在域名，与授权后回调页所在域名相同</h1>");
        } else {
            answer(request, 200, page(request, asked.get()));
        }
    }

    private Optional<Asked> asked(MultiMap fields) {
        SimulatedComponent component = components.get(String.valueOf(fields.get("component_appid")));
        String code = String.valueOf(fields.get("pre_auth_code"));
        if (component == null || !component.codes().isGoodForPage(code, world.now())) {
            return Optional.empty();
        }
        return back(fields.get("redirect_uri")).flatMap(back -> component
                .merchant(String.valueOf(fields.get("biz_appid")))
                .map(merchant -> new Asked(component, merchant, code, back)));
    }

    private static Optional<URI> back(String text) {
        try {
            return Optional.ofNullable(text).map(URI::create).filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean comesFrom(String referer, URI back) {
        return back(referer)
                .filter(from -> from.getHost().equals(back.getHost()))
                .isPresent();
    }

    private void confirm(HttpServerRequest request, Asked asked) {
        if (!asked.component().codes().useForPage(asked.code(), world.now())) {
            answer(request, 400, "<h1>授权链接已失效</h1>");
            return;
        }
        String code = asked.merchant().authorizeByPage(granted, notice);
        String separator = asked.back().getQuery() == null ? "?" : "&";
        request.response()
                .setStatusCode(302)
                .putHeader(
                        HttpHeaders.LOCATION,
                        asked.back() + separator + "auth_code=" + URLEncoder.encode(code, StandardCharsets.UTF_8)
                                + "&expires_in=" + AuthorizationCodes.LIFETIME.toSeconds())
                .end();
    }

    private static String page(HttpServerRequest request, Asked asked) {
        return """
                <h1>%s</h1>
                <form method="post" action="%s">
                <input type="hidden" name="component_appid" value="%s">
                <input type="hidden" name="pre_auth_code" value="%s">
                <input type="hidden" name="redirect_uri" value="%s">
                <input type="hidden" name="biz_appid" value="%s">
                <button>同意授权</button>
                </form>
                """.formatted(
                        request.path().equals(PHONE) ? "公众号/小程序授权（手机）" : "公众号/小程序授权",
                        request.path(),
                        escaped(asked.component().appid()),
                        escaped(asked.code()),
                        escaped(asked.back().toString()),
                        escaped(asked.merchant().appid()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private static void answer(HttpServerRequest request, int status, String content) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end("<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>微信</title>" + content
                        + "</html>");
    }
}
