package dev.catwalk.console;

import dev.catwalk.console.ConsoleUsers.Login;
import dev.catwalk.console.Gate.ForAll;
import dev.catwalk.network.OwnServer;
import dev.catwalk.network.Rates;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Logging in and out. */
@Path("/")
@RunOnVirtualThread
class LoginPages {
    private static final Logger LOG = Logger.getLogger(LoginPages.class);
    private static final Pattern OUR_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    private static final int LOGINS_PER_MINUTE = 120;
    /** Why a login page is shown again, as its address says it. */
    private static final Set<String> SHOWN =
            Set.of("out", "busy", "away", "denied", "again", "not_accepted", "no_name", "no_group");

    /** A bookmark, or typed. Also for browsers that say nothing. */
    private static final String BY_HAND = "none";

    /** A login that waits for its person, at the provider. */
    static final String PENDING = "catwalk_login";

    private static final String PENDING_PATH = "/login";
    private static final int PENDING_SECONDS = 600;
    private static final String BEFORE_PATH = " ";

    private final CurrentPage page;
    private final ConsoleUsers users;
    private final ConsoleSessions sessions;
    private final OidcLogin oidc;
    private final Template login;
    /** Of all addresses together: what a node spends on wrong passwords, or asks a provider, has an end. */
    private final Rates rates = new Rates(LOGINS_PER_MINUTE, Duration.ofMinutes(1));

    LoginPages(
            CurrentPage page,
            ConsoleUsers users,
            ConsoleSessions sessions,
            OidcLogin oidc,
            @Location("console/login") Template login) {
        this.page = page;
        this.users = users;
        this.sessions = sessions;
        this.oidc = oidc;
        this.login = login;
    }

    @GET
    @Path("login")
    @ForAll
    public Response show(
            @QueryParam("to") @DefaultValue("/") String to, @QueryParam("why") @DefaultValue("") String why) {
        return page.answer(() -> page.person().isPresent()
                ? Response.seeOther(URI.create(ours(to))).build()
                : page.show(login, "login", data(to, SHOWN.contains(why) ? why : "", "")));
    }

    private Map<String, Object> data(String to, String why, String name) {
        Map<String, Object> data = new HashMap<>(Map.of("to", ours(to), "why", why, "name", name));
        data.put("provider", oidc.isOn() ? oidc.provider() : null);
        data.put("start", "/login/start?to=" + CurrentPage.encoded(ours(to)));
        return data;
    }

    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ForAll
    public Response login(
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("to") @DefaultValue("/") String to,
            @HeaderParam("Origin") @DefaultValue("") String origin) {
        return page.answer(() -> switch (rates.take("all").isZero() ? users.login(name, password) : new Login.Busy()) {
            case Login.Done(var session) -> {
                page.record(name, "logged_in", null);
                yield Response.seeOther(URI.create(ours(to)))
                        .cookie(cookie(session, origin))
                        .build();
            }
            case Login.Wrong _ -> refused(401, "wrong", name, to);
            case Login.Locked _ -> refused(429, "locked", name, to);
            case Login.Busy _ -> refused(429, "busy", name, to);
        });
    }

    @ServerExceptionMapper
    Response unreadable(IllegalArgumentException e) {
        return page.unreadable();
    }

    private Response refused(int status, String why, String name, String to) {
        // Not the name, in whose field passwords are typed.
        LOG.infof("a login to the console was refused; why=%s", why);
        return page.showRefused(status, login, "login", data(to, why, name));
    }

    /** To the OpenID provider. */
    @GET
    @Path("login/start")
    @ForAll
    public Response start(
            @QueryParam("to") @DefaultValue("/") String to,
            @HeaderParam(Gate.SITE) @DefaultValue(BY_HAND) String site) {
        return unlessFromElsewhere(site, () -> {
            OidcLogin.Begun begun = oidc.begin();
            String back = begun.secret() + BEFORE_PATH + ours(to);
            return Response.seeOther(begun.at())
                    .cookie(cookie(PENDING, CurrentPage.encoded(back), PENDING_PATH, PENDING_SECONDS, oidc.isSecure()))
                    .build();
        });
    }

    /** Any page that a colleague opens could else take all logins of a minute, with pictures at these addresses. */
    private Response unlessFromElsewhere(String site, Exchange exchange) {
        return site.equals(Gate.SAME_ORIGIN) || site.equals(BY_HAND) ? withProvider(exchange) : toLogin("");
    }

    /** Back from the OpenID provider. What it brings leaves the browser's address with the answer. */
    @GET
    @Path("login/callback")
    @ForAll
    public Response callback(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("code") @DefaultValue("") String code,
            @CookieParam(PENDING) @DefaultValue("") String pending) {
        String[] back = decoded(pending).split(BEFORE_PATH, 2);
        if (code.isEmpty() || back.length < 2) {
            return toLogin(code.isEmpty() ? "denied" : "again");
        }
        return withProvider(() -> switch (oidc.finish(back[0], state, code)) {
            case OidcLogin.Ending.Known(var person) -> {
                ConsoleSessions.Begun session = sessions.begin(person);
                page.record(person.name(), "logged_in", null);
                yield Response.seeOther(URI.create(ours(back[1])))
                        .cookie(cookie(session, ""), cookie(PENDING, "", PENDING_PATH, 0, oidc.isSecure()))
                        .build();
            }
            case OidcLogin.Ending.Refused(var why) -> toLogin(why);
        });
    }

    /** Empty when the browser's cookie is none of ours. */
    private static String decoded(String cookie) {
        try {
            return URLDecoder.decode(cookie, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Out at the OpenID provider, too. */
    @GET
    @Path("login/end")
    @ForAll
    public Response end(@HeaderParam(Gate.SITE) @DefaultValue(BY_HAND) String site) {
        return unlessFromElsewhere(site, () -> Response.seeOther(oidc.end()).build());
    }

    private interface Exchange {
        Response make() throws IOException, InterruptedException;
    }

    private Response withProvider(Exchange exchange) {
        return page.answer(() -> {
            if (!oidc.isOn() || !rates.take("all").isZero()) {
                return toLogin(oidc.isOn() ? "busy" : "");
            }
            try {
                return exchange.make();
            } catch (IOException e) {
                LOG.warnf("the OpenID provider of the console does not answer as it should; why=%s", e.getMessage());
                return toLogin("away");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return toLogin("away");
            }
        });
    }

    private static Response toLogin(String why) {
        return Response.seeOther(URI.create("/login?why=" + why)).build();
    }

    @POST
    @Path("logout")
    @ForAll
    public Response logout(
            @CookieParam(Gate.SESSION) String session, @HeaderParam("Origin") @DefaultValue("") String origin) {
        return page.answer(() -> {
            page.person().ifPresent(person -> {
                if (session != null && sessions.end(session)) {
                    page.record("logged_out", null);
                }
            });
            return Response.fromResponse(toLogin("out"))
                    .cookie(cookie(Gate.SESSION, "", "/", 0, isSecure(origin)))
                    .build();
        });
    }

    private NewCookie cookie(ConsoleSessions.Begun session, String origin) {
        int seconds = (int) Duration.between(page.now(), session.endsAt()).toSeconds();
        return cookie(Gate.SESSION, session.session(), "/", seconds, isSecure(origin));
    }

    /** Over TLS alone, where browsers come by TLS. */
    private boolean isSecure(String origin) {
        return origin.startsWith("https://") || oidc.isSecure();
    }

    private static NewCookie cookie(String name, String value, String path, int seconds, boolean secure) {
        return new NewCookie.Builder(name)
                .value(value)
                .path(path)
                .maxAge(seconds)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    /** Where to after the login: at this address, and nowhere else. */
    private static String ours(String to) {
        return OUR_PATH.matcher(to).matches() && OwnServer.isUri(to) ? to : "/";
    }
}
