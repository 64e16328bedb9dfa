package dev.catwalk.alert;

import dev.catwalk.delivery.Backlogs;
import dev.catwalk.retention.History;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;

/** The configuration of alerts as it would be with these properties and none besides. */
public final class AlertSettings {
    private AlertSettings() {}

    /** The history of alerts if it were kept for so long, and the webhook were the only channel. */
    public static History kept(String keep) {
        return new AlertHistory(
                of(Map.of("catwalk.alert.keep", keep, "catwalk.alert.webhook.url", "https://receiver.example/")));
    }

    /** Of the channels that these properties configure. */
    public static ChannelReports reports(Backlogs backlogs, Map<String, String> properties) {
        return new ChannelReports(backlogs, List.of(), of(properties));
    }

    public static AlertConfig of(Map<String, String> properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .withMapping(AlertConfig.class);
        properties.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(AlertConfig.class);
    }
}
