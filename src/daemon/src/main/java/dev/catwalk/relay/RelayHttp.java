package dev.catwalk.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.WebhookSignature;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.PushXml;
import dev.catwalk.platform.SignedQuery;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Posts a push to a relay, in the relay's form.
 *
 * <p>Source of the original form: the platform's pages on message push and on message encryption (developers.weixin.qq.com,
 * docs/oplatform, "message_push" and "消息加解密说明", read 2026-11). The outer document of the authorization-event URL names
 * the component, that of the message URL the account by its original id; the query of the latter has the sender's openid.
 */
@Singleton
public class RelayHttp {
    /** By which what was handed on is known when it comes back. */
    public static final String USER_AGENT = "catwalk";

    /** What the platform writes into these elements; anything else is left out. */
    private static final Pattern NAME = Pattern.compile("[\\w@-]{1,64}");

    private final DeliveryHttp http;
    private final Components components;
    private final ObjectMapper mapper;
    private final Clock clock;

    RelayHttp(DeliveryHttp http, Components components, ObjectMapper mapper, Clock clock) {
        this.http = http;
        this.components = components;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * @throws IOException with a message that names no part of the address and nothing the receiver wrote
     * @throws IllegalStateException when the push's component is not configured any more
     */
    DeliveryHttp.Answer post(Relay relay, RelayedPush push, Duration timeout) throws IOException, InterruptedException {
        return relay.isPlain() ? postPlain(relay, push, timeout) : postOriginal(relay, push, timeout);
    }

    private DeliveryHttp.Answer postOriginal(Relay relay, RelayedPush push, Duration timeout)
            throws IOException, InterruptedException {
        Component component = components
                .find(push.component())
                .orElseThrow(() -> new IllegalStateException("component " + push.component() + " is not configured"));
        PushXml xml = PushXml.read(push.content());
        String appid = component.appid().value();
        String encrypted = push.key()
                .orElseGet(() -> new EnvelopeKey(component.encodingAesKeys().getFirst()))
                .encrypt(push.content(), appid);
        String outer = push.addressee().isEmpty()
                ? element("AppId", appid)
                : element("ToUserName", name(xml, "ToUserName").orElse(""));
        String body = "<xml>\n    " + outer + "\n    " + element("Encrypt", encrypted) + "\n</xml>\n";
        String query = query(component, encrypted)
                + name(xml, "FromUserName")
                        .filter(_ -> push.addressee().isPresent())
                        .map(openid -> "&openid=" + openid)
                        .orElse("");
        return http.postToPublic(
                relay.addressFor(push).withQuery(query),
                Map.of("content-type", "text/xml", "user-agent", USER_AGENT),
                body.getBytes(StandardCharsets.UTF_8),
                timeout);
    }

    private String query(Component component, String encrypted) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String nonce = Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000, 10_000_000_000L));
        return "signature=" + SignedQuery.sign(component.pushToken().orElseThrow(), timestamp, nonce)
                + "&timestamp=" + timestamp
                + "&nonce=" + nonce
                + "&encrypt_type=aes&msg_signature="
                + SignedQuery.sign(component.pushToken().orElseThrow(), timestamp, nonce, encrypted);
    }

    private static Optional<String> name(PushXml xml, String element) {
        return xml.text(element).map(String::strip).filter(text -> NAME.matcher(text)
                .matches());
    }

    private static String element(String name, String text) {
        return "<" + name + "><![CDATA[" + text + "]]></" + name + ">";
    }

    private DeliveryHttp.Answer postPlain(Relay relay, RelayedPush push, Duration timeout)
            throws IOException, InterruptedException {
        byte[] body = json(push);
        return http.postToPublic(
                relay.addressFor(push),
                new WebhookSignature(relay.secrets()).headers(push.id(), clock.instant(), body),
                body,
                timeout);
    }

    /** The same bytes at every attempt. */
    private byte[] json(RelayedPush push) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("push_id", push.id());
        data.put("component_appid", push.component().value());
        push.addressee()
                .or(push::about)
                .map(MerchantAppId::value)
                .ifPresent(appid -> data.put("merchant_appid", appid));
        data.put("event", push.event());
        data.put("xml", new String(push.content(), StandardCharsets.UTF_8));
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "push." + push.event());
        message.put("timestamp", push.receivedAt().toString());
        message.put("data", data);
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("push " + push.id() + " could not be written as JSON", e);
        }
    }
}
