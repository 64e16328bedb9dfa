package dev.catwalk.console;

import dev.catwalk.console.ConsoleUsers.Login;
import dev.catwalk.console.Gate.ForAll;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
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
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Logging in and out. */
@Path("/")
@RunOnVirtualThread
class LoginPages {
    private static final Logger LOG = Logger.getLogger(LoginPages.class);
    private static final Pattern OUR_PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*");
    private static final int LOGINS_PER_MINUTE = 120;

    private final CurrentPage page;
    private final ConsoleUsers users;
    private final Template login;
    /** Of all addresses together: what a node spends on wrong passwords has an end. */
    private final Bucket rate = Bucket.builder()
            .addLimit(Bandwidth.builder()
                    .capacity(LOGINS_PER_MINUTE)
                    .refillGreedy(LOGINS_PER_MINUTE, Duration.ofMinutes(1))
                    .build())
            .build();

    LoginPages(CurrentPage page, ConsoleUsers users, @Location("console/login") Template login) {
        this.page = page;
        this.users = users;
        this.login = login;
    }

    @GET
    @Path("login")
    @ForAll
    public Response show(@QueryParam("to") @DefaultValue("/") String to) {
        return page.answer(() -> page.person().isPresent()
                ? Response.seeOther(URI.create(ours(to))).build()
                : page.show(login, "login", Map.of("to", ours(to), "refused", "", "name", "")));
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
        return page.answer(() -> switch (rate.tryConsume(1) ? users.login(name, password) : new Login.Busy()) {
            case Login.Done(var session, var endsAt) -> {
                page.record(name, "logged_in", null);
                yield Response.seeOther(URI.create(ours(to)))
                        .cookie(cookie(
                                session,
                                (int) Duration.between(page.now(), endsAt).toSeconds(),
                                origin))
                        .build();
            }
            case Login.Wrong _ -> refused(401, "wrong", name, to);
            case Login.Locked _ -> refused(429, "locked", name, to);
            case Login.Busy _ -> refused(429, "busy", name, to);
        });
    }

    private Response refused(int status, String why, String name, String to) {
        // Not the name, in whose field passwords are typed.
        LOG.infof("a login to the console was refused; why=%s", why);
        return page.showRefused(
                status, login, "login", Map.of("to", ours(to), "refused", "login." + why, "name", name));
    }

    @POST
    @Path("logout")
    @ForAll
    public Response logout(
            @CookieParam(Gate.SESSION) String session, @HeaderParam("Origin") @DefaultValue("") String origin) {
        return page.answer(() -> {
            page.person().ifPresent(person -> {
                users.logout(session);
                page.record("logged_out", null);
            });
            return Response.seeOther(URI.create("/login"))
                    .cookie(cookie("", 0, origin))
                    .build();
        });
    }

    /** Over TLS alone, where the browser came by TLS. */
    private static NewCookie cookie(String session, int seconds, String origin) {
        return new NewCookie.Builder(Gate.SESSION)
                .value(session)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(origin.startsWith("https://"))
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    /** Where to after the login: at this address, and nowhere else. */
    private static String ours(String to) {
        return OUR_PATH.matcher(to).matches() ? to : "/";
    }
}
