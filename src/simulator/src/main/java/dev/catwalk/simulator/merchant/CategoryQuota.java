package dev.catwalk.simulator.merchant;

/**
 * The three numbers beside the categories.
 *
 * @param limit additions per period
 * @param quota additions left in this period
 * @param categoryLimit how many categories may be set at once
 */
public record CategoryQuota(int limit, int quota, int categoryLimit) {
    public static final CategoryQuota ORDINARY = new CategoryQuota(5, 5, 20);

    public CategoryQuota afterAddition() {
        return new CategoryQuota(limit, Math.max(0, quota - 1), categoryLimit);
    }
}
