package dev.catwalk.alert;

import java.util.Arrays;
import java.util.Optional;

/** The types of alerts. Their words and their advice are in {@link Words}. */
public enum AlertType {
    CATEGORY_REJECTED("category.audit.rejected", "warning"),
    CATEGORY_EXPIRED("category.expired", "warning"),
    MERCHANT_REVOKED("merchant.revoked", "warning"),
    MERCHANT_PERMISSION_LOST("merchant.permission_lost", "warning"),
    MERCHANT_TOKEN_LOST("merchant.token_lost", "warning"),
    MERCHANT_RECOVERED("merchant.recovered", "info"),
    PLATFORM_STOPPED("platform.stopped", "critical"),
    PLATFORM_TICKET_OVERDUE("platform.ticket_overdue", "critical"),
    PLATFORM_RECOVERED("platform.recovered", "info");

    private final String wireName;
    private final String severity;

    AlertType(String wireName, String severity) {
        this.wireName = wireName;
        this.severity = severity;
    }

    /** How urgent it is, where the alert itself does not say: info, warning or critical. */
    String severity() {
        return severity;
    }

    /** The name receivers know, as in {@code catwalk.alert.types}. */
    public String wireName() {
        return wireName;
    }

    String advice(AlertConfig.Language language) {
        return Words.in(language).advice(wireName);
    }

    public static Optional<AlertType> named(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }
}
