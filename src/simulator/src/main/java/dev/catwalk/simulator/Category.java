package dev.catwalk.simulator;

import java.util.Objects;

/**
 * One category a merchant has set, as {@code wxopen/getcategory} lists it (protocol page §3.4).
 *
 * @param auditStatus 1 under review, 2 rejected, 3 approved; any other number is passed on as it is
 * @param auditReason never null, empty when there is none
 * @param expired whether its qualification has run out; told of approved categories only
 */
public record Category(
        int first,
        String firstName,
        int second,
        String secondName,
        int auditStatus,
        String auditReason,
        boolean expired) {
    public static final int UNDER_REVIEW = 1;
    public static final int REJECTED = 2;
    public static final int APPROVED = 3;

    public Category {
        Objects.requireNonNull(firstName, "firstName");
        Objects.requireNonNull(secondName, "secondName");
        Objects.requireNonNull(auditReason, "auditReason");
    }

    public Category(int first, String firstName, int second, String secondName, int auditStatus, String auditReason) {
        this(first, firstName, second, secondName, auditStatus, auditReason, false);
    }

    /** An approved category; its names come from the simulator's own table, or are made up for ids it does not know. */
    public static Category approved(int first, int second) {
        return new Category(first, CategoryTable.name(first), second, CategoryTable.name(second), APPROVED, "");
    }

    public static Category underReview(int first, int second) {
        return approved(first, second).with(UNDER_REVIEW, "");
    }

    public static Category rejected(int first, int second, String reason) {
        return approved(first, second).with(REJECTED, reason);
    }

    public Category with(int newStatus, String newReason) {
        return new Category(first, firstName, second, secondName, newStatus, newReason);
    }

    public Category expired(boolean nowExpired) {
        return new Category(first, firstName, second, secondName, auditStatus, auditReason, nowExpired);
    }

    public Category renamed(String newFirstName, String newSecondName) {
        return new Category(first, newFirstName, second, newSecondName, auditStatus, auditReason, expired);
    }

    boolean is(int otherFirst, int otherSecond) {
        return first == otherFirst && second == otherSecond;
    }
}
