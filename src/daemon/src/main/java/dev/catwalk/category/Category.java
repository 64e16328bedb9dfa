package dev.catwalk.category;

import java.util.Objects;

/**
 * One category as the platform shows it.
 *
 * @param firstName null when it gives none
 * @param secondName null when it gives none
 * @param auditStatus the platform's number, {@link AuditStatus} or one we do not know
 * @param auditReason empty when it gives none; it may give one with any status
 * @param expired whether its qualification has run out, however it was reviewed; null when the platform does not say
 */
public record Category(
        CategoryKey key, String firstName, String secondName, int auditStatus, String auditReason, Boolean expired) {
    public Category {
        firstName = orNull(firstName);
        secondName = orNull(secondName);
    }

    private static String orNull(String name) {
        return name == null || name.isEmpty() ? null : name;
    }

    public boolean isExpired() {
        return Boolean.TRUE.equals(expired);
    }

    boolean hasNamesOf(Category other) {
        return Objects.equals(firstName, other.firstName) && Objects.equals(secondName, other.secondName);
    }
}
