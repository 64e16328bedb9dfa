package dev.catwalk.alert;

import java.util.Arrays;
import java.util.Optional;

/** What can be told. The words for it, and what the reader should do about it, stand in {@link Words}. */
public enum AlertType {
    CATEGORY_REJECTED("category.audit.rejected"),
    CATEGORY_EXPIRED("category.expired"),
    MERCHANT_REVOKED("merchant.revoked"),
    MERCHANT_PERMISSION_LOST("merchant.permission_lost"),
    MERCHANT_TOKEN_LOST("merchant.token_lost"),
    PLATFORM_STOPPED("platform.stopped"),
    PLATFORM_TICKET_OVERDUE("platform.ticket_overdue"),
    PLATFORM_RECOVERED("platform.recovered");

    private final String wireName;

    AlertType(String wireName) {
        this.wireName = wireName;
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
