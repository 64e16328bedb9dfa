package dev.catwalk.simulator.merchant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The categories of one merchant after their first change, with their history. The list may lag behind: until a given instant
 * getcategory still shows what was set before. Not thread-safe: the merchant guards it.
 */
public final class MerchantCategories {
    private List<SimulatedCategory> current;
    private List<SimulatedCategory> shown;
    private Instant shownUntil = Instant.MIN;
    private CategoryQuota quota;
    private final List<CategoryChange> history;

    MerchantCategories(List<SimulatedCategory> current, CategoryQuota quota) {
        this(new Saved(current, quota, List.of()));
    }

    MerchantCategories(Saved saved) {
        this.current = saved.current();
        this.shown = saved.current();
        this.quota = saved.quota();
        this.history = new ArrayList<>(saved.history());
    }

    /** What is true. */
    List<SimulatedCategory> current() {
        return current;
    }

    /** What getcategory lists. */
    List<SimulatedCategory> listed(Instant now) {
        return now.isBefore(shownUntil) ? shown : current;
    }

    public CategoryQuota quota() {
        return quota;
    }

    public void quota(CategoryQuota quota) {
        this.quota = quota;
    }

    List<CategoryChange> history() {
        return List.copyOf(history);
    }

    /** The list goes on showing today's categories until then. */
    public void lagUntil(Instant until, Instant now) {
        shown = listed(now);
        shownUntil = until;
    }

    Optional<SimulatedCategory> find(int first, int second) {
        return current.stream().filter(category -> category.is(first, second)).findFirst();
    }

    /** Adds a category, or sets it again when it was listed already (a rejected one is submitted again). */
    public void put(SimulatedCategory category, Instant now) {
        Optional<SimulatedCategory> before = find(category.first(), category.second());
        if (before.isPresent()) {
            replace(before.get(), category, now);
            return;
        }
        List<SimulatedCategory> more = new ArrayList<>(current);
        more.add(category);
        current = List.copyOf(more);
        history.add(new CategoryChange(now, CategoryChange.Kind.ADDED, null, category));
    }

    public SimulatedCategory change(int first, int second, UnaryOperator<SimulatedCategory> change, Instant now) {
        SimulatedCategory before = required(first, second);
        SimulatedCategory after = change.apply(before);
        replace(before, after, now);
        return after;
    }

    /** The first category goes one step on: approved when it was under review, submitted again otherwise. */
    public void advanceReview(Instant now) {
        current.stream()
                .findFirst()
                .ifPresent(category -> replace(
                        category,
                        category.with(
                                category.auditStatus() == SimulatedCategory.UNDER_REVIEW
                                        ? SimulatedCategory.APPROVED
                                        : SimulatedCategory.UNDER_REVIEW,
                                ""),
                        now));
    }

    public void remove(int first, int second, Instant now) {
        SimulatedCategory gone = required(first, second);
        current = current.stream().filter(category -> category != gone).toList();
        history.add(new CategoryChange(now, CategoryChange.Kind.REMOVED, gone, null));
    }

    Saved saved() {
        return new Saved(current, quota, history());
    }

    private void replace(SimulatedCategory before, SimulatedCategory after, Instant now) {
        if (before.equals(after)) {
            return;
        }
        current = current.stream()
                .map(category -> category == before ? after : category)
                .toList();
        history.add(new CategoryChange(now, kind(before, after), before, after));
    }

    private static CategoryChange.Kind kind(SimulatedCategory before, SimulatedCategory after) {
        if (before.auditStatus() != after.auditStatus()) {
            return CategoryChange.Kind.STATUS_CHANGED;
        }
        if (before.expired() != after.expired()) {
            return after.expired() ? CategoryChange.Kind.EXPIRED : CategoryChange.Kind.RENEWED;
        }
        return before.auditReason().equals(after.auditReason())
                ? CategoryChange.Kind.RENAMED
                : CategoryChange.Kind.REASON_CHANGED;
    }

    private SimulatedCategory required(int first, int second) {
        return find(first, second)
                .orElseThrow(
                        () -> new IllegalArgumentException("the merchant has no category " + first + "/" + second));
    }

    /** What the state file keeps. */
    public record Saved(List<SimulatedCategory> current, CategoryQuota quota, List<CategoryChange> history) {
        public Saved {
            current = List.copyOf(current);
            history = List.copyOf(history);
        }
    }
}
