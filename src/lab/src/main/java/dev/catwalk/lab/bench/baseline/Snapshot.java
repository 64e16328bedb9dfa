package dev.catwalk.lab.bench.baseline;

import java.time.Instant;

/** What the platform answered when something had changed. */
class Snapshot {
    Long id;
    Merchant merchant;
    Instant readAt;
    int categoryCount;
    String document;

    static Snapshot of(Merchant merchant, Answer answer, Instant now) {
        Snapshot snapshot = new Snapshot();
        snapshot.merchant = merchant;
        snapshot.readAt = now;
        snapshot.categoryCount = answer.categories().size();
        snapshot.document = answer.document();
        return snapshot;
    }
}
