package dev.catwalk.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** {@code catwalk.alert.*}. */
@ConfigMapping(prefix = "catwalk.alert")
public interface AlertConfig {
    /** The types that are sent; alerts of other types are recorded and shown in the views only. */
    @WithDefault("category.audit.rejected,merchant.revoked,merchant.permission_lost,merchant.token_lost,"
            + "platform.stopped,platform.ticket_overdue,platform.recovered")
    List<String> types();

    /** The language of the advice in alerts: {@code zh} or {@code en}. */
    @WithDefault("zh")
    Language language();

    Receiver webhook();

    Receiver wecom();

    Receiver feishu();

    Receiver dingtalk();

    Email email();

    enum Language {
        ZH,
        EN
    }

    interface Receiver {
        Optional<String> url();
    }

    interface Email {
        Optional<List<String>> to();
    }
}
