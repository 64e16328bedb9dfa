package dev.catwalk.alert;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something to report.
 *
 * @param merchant empty when the whole component is meant
 * @param changeId the category change that it reports, if any
 * @param data see {@link AlertData#fields}
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

    public static Alert ofMerchant(AlertType type, MerchantRef merchant, AlertData data) {
        return new Alert(type, merchant.component(), Optional.of(merchant), Optional.empty(), data.fields());
    }

    public static Alert ofComponent(AlertType type, ComponentAppId component, AlertData data) {
        return new Alert(type, component, Optional.empty(), Optional.empty(), data.fields());
    }

    /** Of a component whose trouble is over. */
    public static Alert ofRecovery(ComponentAppId component, Phrase reason) {
        return ofComponent(AlertType.PLATFORM_RECOVERED, component, new AlertData.OfComponent(null, reason));
    }

    public static Alert ofChange(AlertType type, MerchantRef merchant, long changeId, AlertData data) {
        return new Alert(type, merchant.component(), Optional.of(merchant), Optional.of(changeId), data.fields());
    }
}
