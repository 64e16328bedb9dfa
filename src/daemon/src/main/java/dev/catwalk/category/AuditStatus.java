package dev.catwalk.category;

/** The platform's review codes (page getcategory, read 2026-11). Codes it may invent are kept as numbers. */
public final class AuditStatus {
    public static final int UNDER_REVIEW = 1;
    public static final int REJECTED = 2;
    public static final int APPROVED = 3;

    private AuditStatus() {}
}
