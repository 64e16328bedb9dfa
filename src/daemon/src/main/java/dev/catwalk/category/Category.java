package dev.catwalk.category;

/**
 * One category as the platform shows it.
 *
 * @param auditStatus the platform's number, {@link AuditStatus} or one we do not know
 * @param auditReason empty when it gives none; it may give one with any status
 * @param expired whether its qualification has run out, however it was reviewed; null when the platform does not say
 */
public record Category(
        CategoryKey key, String firstName, String secondName, int auditStatus, String auditReason, Boolean expired) {
    public boolean isExpired() {
        return Boolean.TRUE.equals(expired);
    }

    boolean hasNamesOf(Category other) {
        return firstName.equals(other.firstName) && secondName.equals(other.secondName);
    }
}
