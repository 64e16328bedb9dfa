package dev.catwalk.alert;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration of alerts as it would be with these properties and none besides. */
public final class AlertSettings {
    private AlertSettings() {}

    public static AlertConfig of(Map<String, String> properties) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(AlertConfig.class);
        properties.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(AlertConfig.class);
    }
}
