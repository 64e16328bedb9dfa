package dev.catwalk.lab.bench.baseline;

import dev.catwalk.lab.bench.baseline.Answer.Entry;
import java.time.Instant;
import java.util.Objects;

/** A category that a merchant has set. */
class Category {
    Long id;
    Merchant merchant;
    int firstId;
    int secondId;
    String firstName;
    String secondName;
    int auditStatus;
    String auditReason;
    Instant statusSince;

    static Category of(Merchant merchant, Entry entry, Instant now) {
        Category category = new Category();
        category.merchant = merchant;
        category.firstId = entry.first();
        category.secondId = entry.second();
        category.take(entry, now);
        return category;
    }

    boolean is(Entry entry) {
        return firstId == entry.first() && secondId == entry.second();
    }

    boolean shows(Entry entry) {
        return auditStatus == entry.auditStatus()
                && Objects.equals(auditReason, entry.auditReason())
                && Objects.equals(firstName, entry.firstName())
                && Objects.equals(secondName, entry.secondName());
    }

    void take(Entry entry, Instant now) {
        if (auditStatus != entry.auditStatus()) {
            statusSince = now;
        }
        firstName = entry.firstName();
        secondName = entry.secondName();
        auditStatus = entry.auditStatus();
        auditReason = entry.auditReason();
    }
}
