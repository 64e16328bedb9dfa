package dev.catwalk.alert;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something to be told.
 *
 * @param merchant empty when the whole component is meant
 * @param changeId the category change it tells of, if it does
 * @param data what the webhook sends besides component, merchant, change and advice, in this order; values may be null. A
 *     {@code reason} is a {@link Phrase} or the platform's error, put into words when the alert is written
 */
public record Alert(
        AlertType type,
        ComponentAppId component,
        Optional<MerchantRef> merchant,
        Optional<Long> changeId,
        Map<String, Object> data) {
    public Alert {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    public static Alert ofMerchant(AlertType type, MerchantRef merchant, Map<String, Object> data) {
        return new Alert(type, merchant.component(), Optional.of(merchant), Optional.empty(), data);
    }

    public static Alert ofComponent(AlertType type, ComponentAppId component, Map<String, Object> data) {
        return new Alert(type, component, Optional.empty(), Optional.empty(), data);
    }

    /** Of a component whose trouble is over. */
    public static Alert ofRecovery(ComponentAppId component, Phrase reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("errcode", null);
        data.put("reason", reason);
        return ofComponent(AlertType.PLATFORM_RECOVERED, component, data);
    }

    public static Alert ofChange(AlertType type, MerchantRef merchant, long changeId, Map<String, Object> data) {
        return new Alert(type, merchant.component(), Optional.of(merchant), Optional.of(changeId), data);
    }
}
