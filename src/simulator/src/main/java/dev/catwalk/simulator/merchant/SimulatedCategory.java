package dev.catwalk.simulator.merchant;

import java.util.Objects;

/**
 * One category a merchant has set, as {@code wxopen/getcategory} lists it (protocol page §3.4).
 *
 * @param auditStatus 1 under review, 2 rejected, 3 approved; any other number is passed on as it is
 * @param auditReason never null, empty when there is none
 * @param expired whether its qualification has run out; reported for approved categories only
 */
public record SimulatedCategory(
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

    public SimulatedCategory {
        Objects.requireNonNull(firstName, "firstName");
        Objects.requireNonNull(secondName, "secondName");
        Objects.requireNonNull(auditReason, "auditReason");
    }

    public SimulatedCategory(
            int first, String firstName, int second, String secondName, int auditStatus, String auditReason) {
        this(first, firstName, second, secondName, auditStatus, auditReason, false);
    }

    /** An approved category; its names come from the simulator's own table, or are made up for ids it does not know. */
    public static SimulatedCategory approved(int first, int second) {
        return new SimulatedCategory(
                first, SampleCategories.name(first), second, SampleCategories.name(second), APPROVED, "");
    }

    public static SimulatedCategory underReview(int first, int second) {
        return approved(first, second).with(UNDER_REVIEW, "");
    }

    public static SimulatedCategory rejected(int first, int second, String reason) {
        return approved(first, second).with(REJECTED, reason);
    }

    public SimulatedCategory with(int newStatus, String newReason) {
        return new SimulatedCategory(first, firstName, second, secondName, newStatus, newReason);
    }

    public SimulatedCategory expired(boolean nowExpired) {
        return new SimulatedCategory(first, firstName, second, secondName, auditStatus, auditReason, nowExpired);
    }

    public SimulatedCategory renamed(String newFirstName, String newSecondName) {
        return new SimulatedCategory(first, newFirstName, second, newSecondName, auditStatus, auditReason, expired);
    }

    public boolean is(int otherFirst, int otherSecond) {
        return first == otherFirst && second == otherSecond;
    }
}
