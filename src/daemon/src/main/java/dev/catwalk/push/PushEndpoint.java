package dev.catwalk.push;

import dev.catwalk.authorize.AuthorizePages;
import dev.catwalk.authorize.Page;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.push.PushIntake.Reception;
import dev.catwalk.relay.RelayHttp;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The two addresses a component is configured with in the platform's console: the authorization-event URL and, with
 * {@code $APPID$} as last segment, the message-and-event URL. Bodies are taken as bytes, since the platform's Content-Type
 * says nothing about them.
 */
@Singleton
class PushEndpoint {
    private static final Answer BAD_REQUEST = new Answer(400, "");
    private static final Answer FORBIDDEN = new Answer(403, "");
    private static final Answer NOT_FOUND = new Answer(404, "");
    private static final Answer UNAVAILABLE = new Answer(503, "");
    private static final Answer METHOD_NOT_ALLOWED = new Answer(405, "");
    /** Anything else, a line feed included, counts as a failed push. */
    private static final Answer SUCCESS = new Answer(200, "success");

    private final Components components;
    private final PushIntake intake;
    private final AuthorizePages pages;
    private final RefusalLog log;

    PushEndpoint(Components components, PushIntake intake, AuthorizePages pages, RefusalLog log) {
        this.components = components;
        this.intake = intake;
        this.pages = pages;
        this.log = log;
    }

    /** What the head of a request is worth. */
    sealed interface Judgement {}

    record Answer(int status, Map<String, String> headers, byte[] body) implements Judgement {
        private static final Map<String, String> PLAIN = Map.of("Content-Type", "text/plain; charset=utf-8");

        Answer(int status, byte[] body) {
            this(status, PLAIN, body);
        }

        Answer(int status, String text) {
            this(status, text.getBytes(StandardCharsets.UTF_8));
        }

        boolean isSuccess() {
            return status == 200;
        }
    }

    /**
     * It may be a push: its body has to be read.
     *
     * @param handedOn it was, by a relay of ours, and has come back
     */
    record Wanted(Component component, Optional<MerchantAppId> merchant, SignedQuery query, boolean handedOn)
            implements Judgement {}

    /** A page for a merchant's browser, which waits for the database and the platform. */
    record Wait(Supplier<Page> page) implements Judgement {
        Answer answer() {
            Page made = page.get();
            return new Answer(made.status(), made.headers(), made.html().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Waits for nothing and keeps nothing, so that a stranger costs no more than the head of a request. */
    Judgement judge(HttpServerRequest request) {
        if (!namesOneHost(request)) {
            return BAD_REQUEST;
        }
        // "", push, the component and perhaps the merchant. Appids have nothing to be decoded.
        String[] path = request.path() == null ? new String[0] : request.path().split("/");
        if (path.length < 3 || path.length > 4 || !path[0].isEmpty()) {
            return NOT_FOUND;
        }
        if (!path[1].equals("push")) {
            return page(request);
        }
        Optional<Component> component = find(path[2]);
        if (component.isEmpty()) {
            return NOT_FOUND;
        }
        MultiMap query;
        try {
            query = request.params();
        } catch (IllegalArgumentException e) {
            return BAD_REQUEST;
        }
        if (request.method().equals(HttpMethod.GET)) {
            // The part for the merchant may be anything: when an address is tried out, $APPID$ may not have been
            // replaced.
            return tryOut(component.get(), signed(query, "signature"), query.get("echostr"));
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return METHOD_NOT_ALLOWED;
        }
        SignedQuery signed = signed(query, "msg_signature");
        boolean handedOn = RelayHttp.USER_AGENT.equals(request.getHeader(HttpHeaders.USER_AGENT));
        return path.length == 3
                ? push(new Wanted(component.get(), Optional.empty(), signed, handedOn))
                : MerchantAppId.possible(path[3])
                        .map(merchant -> push(new Wanted(component.get(), Optional.of(merchant), signed, handedOn)))
                        .orElse(NOT_FOUND);
    }

    private Judgement page(HttpServerRequest request) {
        try {
            return request.method().equals(HttpMethod.GET)
                    ? pages.at(request).<Judgement>map(Wait::new).orElse(NOT_FOUND)
                    : NOT_FOUND;
        } catch (IllegalArgumentException e) {
            // A wrong % escape.
            return BAD_REQUEST;
        }
    }

    /** HTTP/1.1 requires one (RFC 9112, 3.2). */
    private static boolean namesOneHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.isEmpty()
                ? request.version() == HttpVersion.HTTP_1_0
                : hosts.size() == 1 && request.authority() != null;
    }

    private static SignedQuery signed(MultiMap query, String signature) {
        return new SignedQuery(query.get(signature), query.get("timestamp"), query.get("nonce"));
    }

    private Judgement push(Wanted push) {
        return push.query().isComplete() ? push : refuse(push, Refusal.PARAMETERS);
    }

    private Answer tryOut(Component component, SignedQuery query, String echo) {
        return echo != null && intake.isSigned(component, query) ? new Answer(200, echo) : FORBIDDEN;
    }

    /** Judges the whole push and stores it; waits for the database. */
    Answer receive(Wanted push, byte[] body) {
        try {
            return switch (intake.receive(push, body)) {
                case Reception.Taken(var answer) ->
                    answer.map(bytes -> new Answer(200, bytes)).orElse(SUCCESS);
                case Reception.Rejected() -> FORBIDDEN;
                case Reception.NotStored() -> UNAVAILABLE;
            };
        } catch (RuntimeException e) {
            log.notStored(push.component().appid(), e);
            return UNAVAILABLE;
        }
    }

    /** Counts a push that is turned away unread. */
    Answer refuse(Wanted push, Refusal reason) {
        intake.refuse(push.component().appid(), reason);
        return new Answer(
                switch (reason) {
                    case SIZE -> 413;
                    case INCOMPLETE -> 408;
                    case OVERLOAD -> 503;
                    case PARAMETERS, BODY, SIGNATURE, UNDECRYPTABLE, COMPONENT, CONTENT -> 403;
                    case NOT_OF_TODAY, OTHER_ADDRESS -> throw new IllegalArgumentException(reason + " is acknowledged");
                },
                "");
    }

    private Optional<Component> find(String component) {
        Optional<Component> found = component.isBlank()
                ? Optional.empty()
                : components.find(new ComponentAppId(component)).filter(Component::takesPushes);
        if (found.isEmpty()) {
            log.unknownComponent();
        }
        return found;
    }
}
