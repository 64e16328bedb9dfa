package dev.catwalk.category;

/**
 * One category as the platform shows it.
 *
 * @param auditStatus the platform's number, {@link AuditStatus} or one we do not know
 * @param auditReason empty when it gives none; it may give one with any status
 */
public record Category(CategoryKey key, String firstName, String secondName, int auditStatus, String auditReason) {}
