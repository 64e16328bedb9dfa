package dev.catwalk.retention;

import java.util.List;

/**
 * A table whose rows record the past, and which of them may be deleted. Extended, as a bean, by the package that owns it.
 *
 * <p>What it promises: a row that is deleted is older than the limit, and neither what is true now, nor what was true at any time
 * within the limit, nor whether an alert is due depends on it. That holds after each page, whatever of the
 * rest is still there.
 */
public abstract class History {
    private final String name;
    private final String property;
    private final Keep keep;
    private final String page;
    private final List<String> deletes;

    /**
     * @param name as the table and its view are called
     * @param property that says how long it is kept
     * @param page SQL for a page: the rows that come next in the order of their ids, the oldest first, whether they may go or
     *     not. Reading on from a row, and not again from the front, costs nothing for the old rows that stay. Binds: {@code
     *     after}, the id before the first; {@code limit}, rows at most; {@code before}, a time: what is older may go. Columns:
     *     the row's id; its time, which is never later than the one its age is counted from; whether it may be deleted
     * @param deletes SQL that deletes rows with all that hangs on them, in this order. Binds: {@code ids}
     */
    protected History(String name, String property, Keep keep, String page, List<String> deletes) {
        this.name = name;
        this.property = property;
        this.keep = keep;
        this.page = page;
        this.deletes = deletes;
    }

    public final String name() {
        return name;
    }

    public final String property() {
        return property;
    }

    public final Keep keep() {
        return keep;
    }

    final String page() {
        return page;
    }

    final List<String> deletes() {
        return deletes;
    }
}
