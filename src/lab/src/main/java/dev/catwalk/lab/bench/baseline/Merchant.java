package dev.catwalk.lab.bench.baseline;

import dev.catwalk.lab.bench.baseline.Answer.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.chanjar.weixin.open.bean.auth.WxOpenAuthorizerInfo;

/** A merchant, how its last visit ended, and its categories. */
class Merchant {
    Long id;
    String appid;
    String name;
    String principalName;
    String outcome;
    Instant visitedAt;
    Instant confirmedAt;
    Integer additionsLimit;
    Integer additionsLeft;
    Integer categoryLimit;
    List<Category> categories = new ArrayList<>();

    static Merchant of(String appid) {
        Merchant merchant = new Merchant();
        merchant.appid = appid;
        return merchant;
    }

    void name(WxOpenAuthorizerInfo info) {
        name = info.getNickName();
        principalName = info.getPrincipalName();
    }

    void visited(String outcome, Instant now) {
        this.outcome = outcome;
        visitedAt = now;
        confirmedAt = now;
    }

    boolean shows(Answer answer) {
        return additionsLimit != null
                && additionsLimit == answer.limit()
                && additionsLeft == answer.quota()
                && categoryLimit == answer.categoryLimit()
                && categories.size() == answer.categories().size()
                && answer.categories().stream()
                        .allMatch(
                                entry -> find(entry).filter(c -> c.shows(entry)).isPresent());
    }

    /** Takes the answer over. */
    List<AuditChange> take(Answer answer, Snapshot snapshot, Instant now) {
        additionsLimit = answer.limit();
        additionsLeft = answer.quota();
        categoryLimit = answer.categoryLimit();
        List<AuditChange> changes = new ArrayList<>();
        for (Category category : List.copyOf(categories)) {
            if (answer.categories().stream().noneMatch(category::is)) {
                categories.remove(category);
                changes.add(AuditChange.removed(category, snapshot, now));
            }
        }
        for (Entry entry : answer.categories()) {
            Optional<Category> known = find(entry);
            if (known.isEmpty()) {
                categories.add(Category.of(this, entry, now));
                changes.add(AuditChange.of(entry, null, snapshot, now));
            } else if (!known.get().shows(entry)) {
                changes.add(AuditChange.of(entry, known.get().auditStatus, snapshot, now));
                known.get().take(entry, now);
            }
        }
        return changes;
    }

    private Optional<Category> find(Entry entry) {
        return categories.stream().filter(category -> category.is(entry)).findFirst();
    }
}
