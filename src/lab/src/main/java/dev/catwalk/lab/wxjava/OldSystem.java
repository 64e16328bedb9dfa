package dev.catwalk.lab.wxjava;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catwalk.lab.surroundings.StopSignals;
import dev.catwalk.simulator.push.ComponentCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.common.error.WxRuntimeException;
import me.chanjar.weixin.open.api.WxOpenComponentService;
import me.chanjar.weixin.open.api.WxOpenMaService;
import me.chanjar.weixin.open.api.impl.WxOpenInMemoryConfigStorage;
import me.chanjar.weixin.open.api.impl.WxOpenMaServiceImpl;
import me.chanjar.weixin.open.api.impl.WxOpenServiceImpl;
import me.chanjar.weixin.open.bean.message.WxOpenXmlMessage;
import me.chanjar.weixin.open.util.WxOpenCryptUtil;

/**
 * What a provider has before Catwalk: a WxJava application that holds ticket, tokens and refresh tokens, takes the pushes, and calls
 * for every merchant all the time.
 *
 * <p>{@code /tokens/{component}} and {@code /tokens/{component}/{merchant}} give out the tokens it owns, {@code /wx/events} and
 * {@code /wx/{merchant}/callback} take pushes. Thread-safe.
 */
public final class OldSystem implements AutoCloseable {
    /** In header {@code X-Api-Key} of requests for tokens. */
    public static final String KEY = "key-of-the-old-system";

    private static final int PAGE = 500;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** WxJava renews a token 200 s before its end, so what it gives out lives as long at least. */
    private static final int LEAST_LIFE_SECONDS = 200;

    private static final Pattern TYPE = Pattern.compile("<(?:InfoType|Event)>(?:<!\\[CDATA\\[)?(\\w+)");
    private static final Pattern MERCHANT = Pattern.compile("<AuthorizerAppid>(?:<!\\[CDATA\\[)?(\\w+)");

    /** Held, because a logger that is not is forgotten with its level. */
    private static final List<Logger> WXJAVA =
            List.of(Logger.getLogger("me.chanjar"), Logger.getLogger("cn.binarywang"));

    private final URI platform;
    private final Application owner;
    private final HttpServer server;
    private final Set<String> merchants = ConcurrentHashMap.newKeySet();
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final Set<Received> received = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong rounds = new AtomicLong();
    private volatile Application caller;
    private volatile boolean owns = true;
    private volatile boolean closed;

    private OldSystem(int port, ComponentCredentials component, URI platform) throws IOException {
        WxOpenInMemoryConfigStorage storage = new WxOpenInMemoryConfigStorage();
        storage.setComponentAppId(component.appid());
        storage.setComponentAppSecret(component.secret());
        storage.setComponentToken(component.pushToken());
        storage.setComponentAesKey(component.encodingAesKey());
        this.platform = platform;
        this.owner = application(storage);
        this.caller = owner;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/tokens/", this::giveToken);
        server.createContext("/wx/", this::takePush);
        server.start();
    }

    /** It owns the component's tokens, and waits for a ticket. */
    public static OldSystem start(int port, ComponentCredentials component, URI platform) throws IOException {
        // It warns of each token that is refused.
        WXJAVA.forEach(logger -> logger.setLevel(Level.OFF));
        return new OldSystem(port, component, platform);
    }

    /**
     * A push it took, opened.
     *
     * @param merchant empty for tickets
     */
    public record Received(String type, String merchant, String content) {
        @Override
        public String toString() {
            return type + " " + merchant;
        }
    }

    private record Application(
            WxOpenInMemoryConfigStorage storage,
            WxOpenComponentService component,
            Map<String, WxOpenMaService> miniPrograms) {
        /** Not WxJava's own, which all its services in a process share. */
        WxOpenMaService miniProgram(String appid) {
            return miniPrograms.computeIfAbsent(
                    appid, _ -> new WxOpenMaServiceImpl(component, appid, storage.getWxMaConfig(appid)));
        }
    }

    private Application application(WxOpenInMemoryConfigStorage storage) {
        storage.setApacheHttpClientBuilder(new RoutedHttpClient(platform, 4));
        WxOpenServiceImpl service = new WxOpenServiceImpl();
        service.setWxOpenConfigStorage(storage);
        return new Application(storage, service.getWxOpenComponentService(), new ConcurrentHashMap<>());
    }

    /** Reads the merchants' refresh tokens from the platform's list, and begins to call for each of them. */
    public void open() {
        readList();
        Thread.ofVirtual().name("old-system").start(this::callAllTheTime);
    }

    private void readList() {
        try {
            List<Map<String, String>> listed;
            int read = 0;
            do {
                listed = owner.component().getAuthorizerList(read, PAGE).getList();
                listed.forEach(entry -> {
                    owner.storage()
                            .updateAuthorizerRefreshToken(entry.get("authorizer_appid"), entry.get("refresh_token"));
                    merchants.add(entry.get("authorizer_appid"));
                });
                read += listed.size();
            } while (!listed.isEmpty());
        } catch (WxErrorException e) {
            throw new IllegalStateException("the old system cannot read the list: " + code(e));
        }
    }

    private void callAllTheTime() {
        while (!closed && !StopSignals.requested()) {
            merchants.forEach(this::call);
            rounds.incrementAndGet();
            StopSignals.pause(PAUSE);
        }
    }

    private void call(String merchant) {
        try {
            caller.miniProgram(merchant).getBasicService().getCategory();
            served.add(merchant);
        } catch (WxErrorException e) {
            failed(merchant, code(e));
        } catch (WxRuntimeException e) {
            failed(merchant, e.getMessage());
        }
    }

    /** Catwalk knows a newcomer some seconds after it authorized; until then there is no token to lose. */
    private void failed(String merchant, String why) {
        if (served.contains(merchant)) {
            failures.add(merchant + ": " + why);
        }
    }

    /** Without WxJava's text, which may hold a token. */
    private static String code(WxErrorException failure) {
        return "errcode " + failure.getError().getErrorCode();
    }

    /** What WxJava does by itself 200 s before a token ends: asks for another, for the component and each merchant. */
    public void refreshAll() {
        try {
            owner.component().getComponentAccessToken(true);
            for (String merchant : merchants) {
                owner.component().getAuthorizerAccessToken(merchant, true);
            }
        } catch (WxErrorException e) {
            throw new IllegalStateException("the old system cannot refresh: " + code(e));
        }
    }

    /** From now on its calls are made with tokens from Catwalk. */
    public void readFrom(CatwalkConfigStorage storage) {
        caller = application(storage);
    }

    /** Its calls are made with its own tokens again. */
    public void readOwn() {
        caller = owner;
    }

    /** It refreshes nothing any more, and gives out nothing. */
    public void stopOwning() {
        owns = false;
    }

    /** It owns the tokens again. Those it has are old, so it asks for others. */
    public void ownAgain() {
        owner.storage().expireComponentAccessToken();
        readList();
        merchants.forEach(owner.storage()::expireAuthorizerAccessToken);
        owns = true;
        refreshEnded();
    }

    private void refreshEnded() {
        try {
            for (String merchant : merchants) {
                owner.component().getAuthorizerAccessToken(merchant, false);
            }
        } catch (WxErrorException e) {
            throw new IllegalStateException("the old system cannot refresh: " + code(e));
        }
    }

    /** Pushes it took; one that came twice counts once. */
    public Set<Received> received() {
        return Set.copyOf(received);
    }

    /** Calls for merchants that had a token before, which failed although WxJava repeats one whose token is refused. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How often it has called for all merchants. */
    public long rounds() {
        return rounds.get();
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            if (!owns || !KEY.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))) {
                answer(exchange, owns ? 403 : 503, "{}");
            } else if (path.length > 3 && !merchants.contains(path[3])) {
                answer(exchange, 200, "{\"code\":404,\"errorMsg\":\"no such merchant\",\"data\":null}");
            } else {
                String token = path.length > 3
                        ? owner.component().getAuthorizerAccessToken(path[3], false)
                        : owner.component().getComponentAccessToken(false);
                answer(
                        exchange,
                        200,
                        "{\"code\":0,\"errorMsg\":\"\",\"data\":{\"token\":\"%s\",\"expires_in\":%d}}"
                                .formatted(token, LEAST_LIFE_SECONDS));
            }
        } catch (WxErrorException e) {
            answer(exchange, 200, "{\"code\":500,\"errorMsg\":\"" + code(e) + "\",\"data\":null}");
        }
    }

    /** As WxJava's examples do it. */
    private void takePush(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = Arrays.stream(
                            exchange.getRequestURI().getQuery().split("&"))
                    .map(parameter -> parameter.split("=", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String timestamp = query.get("timestamp");
            String nonce = query.get("nonce");
            if (!owner.component().checkSignature(timestamp, nonce, query.get("signature"))) {
                answer(exchange, 403, "");
                return;
            }
            String content =
                    new WxOpenCryptUtil(owner.storage()).decryptXml(query.get("msg_signature"), timestamp, nonce, body);
            String[] path = exchange.getRequestURI().getPath().split("/");
            if (path[2].equals("events")) {
                takeEvent(content);
            } else {
                received.add(new Received(first(TYPE, content), path[2], content));
            }
            answer(exchange, 200, "success");
        } catch (WxErrorException | RuntimeException e) {
            answer(exchange, 500, "");
        }
    }

    private void takeEvent(String content) throws WxErrorException {
        Received push = new Received(first(TYPE, content), first(MERCHANT, content), content);
        if (owns) {
            owner.component().route(WxOpenXmlMessage.fromXml(content));
            if (push.type().equals("authorized")) {
                merchants.add(push.merchant());
            }
        }
        received.add(push);
    }

    private static String first(Pattern pattern, String content) {
        Matcher matcher = pattern.matcher(content);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
