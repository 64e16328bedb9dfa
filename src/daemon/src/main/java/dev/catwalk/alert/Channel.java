package dev.catwalk.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ways an alert can reach people. */
public enum Channel {
    WEBHOOK,
    WECOM,
    FEISHU,
    DINGTALK,
    EMAIL;

    /** As stored and shown in the views. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people write it on the command line. */
    @Override
    public String toString() {
        return code();
    }

    public static Optional<Channel> named(String code) {
        return Arrays.stream(values())
                .filter(channel -> channel.code().equals(code))
                .findFirst();
    }

    public boolean isConfigured(AlertConfig config) {
        return switch (this) {
            case WEBHOOK -> config.webhook().url().isPresent();
            case WECOM -> config.wecom().url().isPresent();
            case FEISHU -> config.feishu().url().isPresent();
            case DINGTALK -> config.dingtalk().url().isPresent();
            case EMAIL -> config.email().to().isPresent();
        };
    }

    public static List<Channel> configured(AlertConfig config) {
        return Arrays.stream(values())
                .filter(channel -> channel.isConfigured(config))
                .toList();
    }
}
