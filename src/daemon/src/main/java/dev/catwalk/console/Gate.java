package dev.catwalk.console;

import dev.catwalk.console.Person.Role;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Lets people in: known people may look, operators may act, and acts are taken from our own pages only. Decided for each
 * request to a class of this package, so that a page that says nothing is closed.
 */
@ApplicationScoped
class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);
    static final String SESSION = "catwalk_session";
    static final String LANGUAGE = "catwalk_language";
    /** From where the browser asks; no page can forge it. Left out on plain HTTP. */
    static final String SITE = "Sec-Fetch-Site";

    static final String SAME_ORIGIN = "same-origin";

    private final ConsoleConfig config;
    private final ConsoleSessions sessions;
    private final CurrentPage page;
    private final TrustedProxies proxies;

    Gate(ConsoleConfig config, ConsoleSessions sessions, CurrentPage page) {
        this.config = config;
        this.sessions = sessions;
        this.page = page;
        this.proxies = new TrustedProxies(config.trustedProxies().orElse(List.of()));
    }

    /** For those too who are not logged in. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface ForAll {}

    @ServerRequestFilter
    Response enter(ContainerRequestContext request, ResourceInfo resource, HttpServerRequest connection) {
        if (resource.getResourceClass().getPackage() != Gate.class.getPackage()) {
            return null;
        }
        page.begin(words(request), request.getUriInfo().getRequestUri());
        return page.answer(() -> {
            Optional<Person> person = person(request, connection);
            page.isFor(person);
            return refusal(request, resource, person, connection);
        });
    }

    /** Null when the request is let in. */
    private Response refusal(
            ContainerRequestContext request,
            ResourceInfo resource,
            Optional<Person> person,
            HttpServerRequest connection) {
        Words words = page.words();
        boolean acts = !request.getMethod().equals("GET");
        if (acts && !isFromOurPages(request)) {
            return page.text(403, words.t("refused.origin"));
        }
        if (resource.getResourceMethod().isAnnotationPresent(ForAll.class)) {
            return null;
        }
        if (person.isEmpty()) {
            return config.auth().filter(ConsoleConfig.Auth.PROXY::equals).isPresent()
                    ? page.text(403, words.t(isNamed(connection) ? "refused.name" : "refused.proxy"))
                    : toLogin(request);
        }
        return acts && !person.get().mayAct() ? page.text(403, words.t("refused.role")) : null;
    }

    /**
     * What {@code Sec-Fetch-Site} says, which no page can forge; browsers leave it out on plain HTTP, and then {@code Origin} is
     * compared with the address that the browser asked for.
     */
    private static boolean isFromOurPages(ContainerRequestContext request) {
        String site = request.getHeaderString(SITE);
        if (site != null) {
            return site.equals(SAME_ORIGIN);
        }
        String origin = request.getHeaderString("Origin");
        String host = request.getHeaderString(HttpHeaders.HOST);
        return origin != null
                && host != null
                && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host);
    }

    private Optional<Person> person(ContainerRequestContext request, HttpServerRequest connection) {
        return config.auth().flatMap(auth -> switch (auth) {
            case USERS, OIDC -> session(request).flatMap(sessions::find);
            case PROXY -> ofProxy(connection);
        });
    }

    static Optional<String> session(ContainerRequestContext request) {
        return Optional.ofNullable(request.getCookies().get(SESSION)).map(Cookie::getValue);
    }

    private Optional<Person> ofProxy(HttpServerRequest connection) {
        if (!isNamed(connection)) {
            return Optional.empty();
        }
        String name = connection.getHeader(config.proxyHeader());
        Optional<String> wrong = ConsoleUsers.wrongName(name);
        if (wrong.isPresent()) {
            // Not the name, which may be anything.
            LOG.warnf(
                    "the proxy in front of the console gives a name that the console does not take; header=%s, name %s",
                    config.proxyHeader(), wrong.get());
            return Optional.empty();
        }
        boolean acts = config.operators().filter(all -> all.contains(name)).isPresent();
        return Optional.of(new Person(name, acts ? Role.OPERATOR : Role.VIEWER));
    }

    /** Named once, by a proxy that we trust. */
    private boolean isNamed(HttpServerRequest connection) {
        List<String> names = connection.headers().getAll(config.proxyHeader());
        return names.size() == 1
                && !names.getFirst().isBlank()
                && proxies.contain(connection.remoteAddress().hostAddress());
    }

    private static Words words(ContainerRequestContext request) {
        return Optional.ofNullable(request.getUriInfo().getQueryParameters().getFirst("lang"))
                .or(() ->
                        Optional.ofNullable(request.getCookies().get(LANGUAGE)).map(Cookie::getValue))
                .flatMap(Words::of)
                .orElseGet(() -> Words.accepted(request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    private static Response toLogin(ContainerRequestContext request) {
        if (request.getHeaderString("HX-Request") != null) {
            // The page that asked for a part of it shows the login instead of itself.
            return Response.status(401).header("HX-Refresh", "true").build();
        }
        String to = request.getMethod().equals("GET")
                ? path(request.getUriInfo().getRequestUri())
                : CurrentPage.saying(sender(request), "not_logged_in");
        return Response.seeOther(URI.create("/login?to=" + CurrentPage.encoded(to)))
                .build();
    }

    /** The page of ours whose form was sent. Not the form's own address, which shows no page. */
    private static String sender(ContainerRequestContext act) {
        String page = act.getHeaderString("Referer");
        return page == null ? "/" : page.replaceFirst("^https?://[^/]*", "");
    }

    private static String path(URI address) {
        return address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    }

    /** A redirect names no host of ours: browsers may come by TLS, which a proxy ends, and would be sent away from it. */
    @ServerResponseFilter
    void stayAtTheAddress(UriInfo asked, ContainerResponseContext response) {
        URI to = response.getLocation();
        if (to != null && asked.getBaseUri().getRawAuthority().equals(to.getRawAuthority())) {
            response.getHeaders().putSingle(HttpHeaders.LOCATION, path(to));
        }
    }
}
