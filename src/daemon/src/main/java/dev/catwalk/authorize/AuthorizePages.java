package dev.catwalk.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catwalk.authorize.Reauthorization.Opening;
import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.platform.PlatformException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * {@code GET /authorize/{id}}, and {@code /authorize/{id}/done}, to which the platform's page leads back.
 *
 * <p>A click is answered with a page that moves on by itself and not with a redirect: the platform opens its page only from one
 * of the login domain, which it knows by the {@code Referer}, and a redirect has the one before (Wechat-Group,
 * weixin-java-open-demo#20, read 2026-11). Its policy lets the domain be seen and not the id.
 */
@Singleton
public class AuthorizePages {
    private static final Logger LOG = Logger.getLogger(AuthorizePages.class);
    private static final String DONE = "done";
    /** The platform's codes have some 100 characters. */
    private static final Pattern CODE = Pattern.compile("[\\x21-\\x7e]{1,512}");
    /** What is held by the database or the platform holds no more than these. */
    private static final int AT_ONCE = 8;

    private static final int WAIT_SECONDS = 3;
    /** The phone's page opens in WeChat there; a tablet's or a computer's browser shows a QR code. */
    private static final Pattern PHONE =
            Pattern.compile("iPhone|iPod|Android.*Mobile|Mobile.*(MicroMessenger|HarmonyOS)");

    // Developers' pages "授权流程技术说明" (developers.weixin.qq.com, docs/oplatform, read 2026-11). auth_type is
    // left out: biz_appid names the account, and the two exclude each other.
    private static final String DESKTOP_HOST = "https://mp.weixin.qq.com";
    private static final String DESKTOP_PATH = "/cgi-bin/componentloginpage?";
    private static final String PHONE_HOST = "https://open.weixin.qq.com";
    private static final String PHONE_PATH = "/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&";
    private static final String PHONE_FRAGMENT = "#wechat_redirect";

    private final Reauthorization reauthorization;
    private final Links links;
    private final VisitorRates rates;
    private final AuthorizeConfig config;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    AuthorizePages(Reauthorization reauthorization, Links links, VisitorRates rates, AuthorizeConfig config) {
        this.reauthorization = reauthorization;
        this.links = links;
        this.rates = rates;
        this.config = config;
    }

    /**
     * The page at this address, for a GET. To be made in a thread that may wait.
     *
     * @return empty when there is none, as without {@code catwalk.authorize.base-url}
     */
    public Optional<Supplier<Page>> at(HttpServerRequest request) {
        // "", authorize, the id and perhaps done.
        String[] path = request.path().split("/");
        boolean isReturn = path.length == 4 && path[3].equals(DONE);
        if (!links.areOn() || !path[1].equals(Links.PATH) || path.length != 3 && !isReturn) {
            return Optional.empty();
        }
        String id = path[2];
        if (!rates.admit(address(request))) {
            return Optional.of(() -> Page.TOO_OFTEN);
        }
        if (isReturn) {
            Optional<AuthorizationCode> code = Optional.ofNullable(request.getParam("auth_code"))
                    .filter(CODE.asMatchPredicate())
                    .map(AuthorizationCode::new);
            return Optional.of(() ->
                    inTurn(() -> code.map(c -> reauthorization.comeBack(id, c)).orElse(Page.NOT_FINISHED)));
        }
        boolean phone = PHONE.matcher(String.valueOf(request.getHeader(HttpHeaders.USER_AGENT)))
                .find();
        return Optional.of(() -> inTurn(() -> click(id, phone)));
    }

    private String address(HttpServerRequest request) {
        List<String> named = config.addressHeader()
                .map(header -> request.headers().getAll(header))
                .orElse(List.of());
        if (!named.isEmpty()) {
            String[] addresses = named.getLast().split(",", -1);
            return addresses[addresses.length - 1].strip();
        }
        return request.remoteAddress() == null
                ? "unknown"
                : request.remoteAddress().hostAddress();
    }

    private Page inTurn(Supplier<Page> page) {
        try {
            if (!turns.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return Page.AWAY;
            }
        } catch (InterruptedException e) {
            return Page.AWAY;
        }
        try {
            return page.get();
        } catch (PlatformException e) {
            LOG.warnf(
                    "a link could not be followed; failure=%s errcode=%s",
                    e.kind(), e.error().errcode());
            return Page.AWAY;
        } catch (RuntimeException e) {
            // Not its message, which may quote what it was working on.
            LOG.warnf("a link could not be followed; failure=%s", e.getClass().getName());
            return Page.AWAY;
        } finally {
            turns.release();
        }
    }

    private Page click(String id, boolean phone) {
        return reauthorization
                .click(id)
                .map(opening -> Page.onward(platformPage(opening, id, phone)))
                .orElse(Page.GONE);
    }

    private String platformPage(Opening opening, String id, boolean phone) {
        String query =
                "component_appid=" + encoded(opening.merchant().component().value())
                        + "&pre_auth_code=" + encoded(opening.preAuthCode())
                        + "&redirect_uri=" + encoded(links.url(id) + "/" + DONE)
                        + "&biz_appid=" + encoded(opening.merchant().appid().value());
        return phone
                ? config.pageUrl().orElse(PHONE_HOST) + PHONE_PATH + query + PHONE_FRAGMENT
                : config.pageUrl().orElse(DESKTOP_HOST) + DESKTOP_PATH + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
