package dev.catwalk.alert;

import dev.catwalk.retention.Keep;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code catwalk.alert.*}. */
@ConfigMapping(prefix = "catwalk.alert")
public interface AlertConfig {
    /** The types that are sent; alerts of other types are recorded and shown in the views only. */
    @WithDefault("category.audit.rejected,category.expired,merchant.revoked,merchant.permission_lost,"
            + "merchant.token_lost,merchant.recovered,platform.stopped,platform.ticket_overdue,platform.recovered")
    List<@WithConverter(TrimmedStringConverter.class) String> types();

    /** The language of messages to people, and of the advice in every alert: {@code zh} or {@code en}. */
    @WithDefault("zh")
    Language language();

    /** More alerts of one type than this, waiting for a robot or for mail, become one message. */
    @WithDefault("5")
    int digestThreshold();

    /** After this time a category that is still rejected or expired is reported again, or {@code off}. */
    @WithDefault("7d")
    String remindAfter();

    /** {@link #remindAfter} as a span; empty when it is off. */
    default Optional<Duration> reminderPause() {
        return "off".equals(remindAfter())
                ? Optional.empty()
                : Optional.of(DurationConverter.parseDuration(remindAfter()));
    }

    /** How long an alert is kept after all channels delivered it. */
    @WithDefault("off")
    Keep keep();

    Webhook webhook();

    Robot wecom();

    SignedRobot feishu();

    SignedRobot dingtalk();

    Email email();

    enum Language {
        ZH,
        EN
    }

    /** A Standard Webhooks receiver. */
    interface Webhook {
        Optional<String> url();

        /** {@code whsec_} and base64 of 24 to 64 bytes; several while one replaces another: each signs. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> secret();

        /** How long an attempt may take; what takes longer has failed. */
        @WithDefault("20s")
        Duration timeout();
    }

    /** A group robot. */
    interface Robot {
        Optional<String> url();
    }

    /** A group robot that wants its messages signed. */
    interface SignedRobot {
        Optional<String> url();

        Optional<String> secret();
    }

    interface Email {
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> to();
    }
}
