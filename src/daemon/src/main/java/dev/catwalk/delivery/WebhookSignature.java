package dev.catwalk.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Signs as Standard Webhooks has it, symmetric scheme v1 (specification, sections "Signature scheme" and "Multiple
 * signatures", read 2026-11): every secret signs, so a receiver may change from one to the next at any time in between.
 */
public final class WebhookSignature {
    private static final String SECRET_PREFIX = "whsec_";

    private final List<byte[]> keys;

    /** @param secrets each {@code whsec_} and base64 */
    public WebhookSignature(List<String> secrets) {
        this.keys = secrets.stream().map(WebhookSignature::key).toList();
    }

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
    }

    /** The headers of a JSON message after the specification, with its id. */
    public Map<String, String> headers(String id, Instant timestamp, byte[] body) {
        return Map.of(
                "content-type",
                "application/json",
                "user-agent",
                "catwalk",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp.getEpochSecond()),
                "webhook-signature",
                of(id, timestamp, body));
    }

    private String of(String id, Instant timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + Hmac.of(key, head, body)).collect(Collectors.joining(" "));
    }
}
