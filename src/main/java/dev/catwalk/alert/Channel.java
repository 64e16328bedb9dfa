package dev.catwalk.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways an alert can reach people. */
enum Channel {
    WEBHOOK,
    WECOM,
    FEISHU,
    DINGTALK,
    EMAIL;

    /** As stored and shown in the views. */
    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    private boolean isConfigured(AlertConfig config) {
        return switch (this) {
            case WEBHOOK -> config.webhook().url().isPresent();
            case WECOM -> config.wecom().url().isPresent();
            case FEISHU -> config.feishu().url().isPresent();
            case DINGTALK -> config.dingtalk().url().isPresent();
            case EMAIL -> config.email().to().isPresent();
        };
    }

    static List<Channel> configured(AlertConfig config) {
        return Arrays.stream(values())
                .filter(channel -> channel.isConfigured(config))
                .toList();
    }
}
