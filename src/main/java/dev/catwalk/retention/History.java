package dev.catwalk.retention;

import java.util.List;

/**
 * A table whose rows tell what was, and which of them may be given up. Implemented, as a bean, by the package that owns it.
 *
 * <p>What it promises: a row that goes is older than the limit, and neither what is true now, nor what was true at any time
 * within the limit, nor whether people must be told of something depends on it. That holds after each page, whatever of the
 * rest is still there.
 */
public interface History {
    /** As the table and its view are called. */
    String name();

    /** The property that says how long it is kept. */
    String property();

    Keep keep();

    /**
     * SQL for a page: the rows that come next in the order of their ids, the oldest first, whether they may go or not. Reading
     * on from a row, and not again from the front, costs nothing for the old rows that stay.
     *
     * <p>Binds: {@code after}, the id before the first; {@code limit}, rows at most; {@code before}, a time: what is older may
     * go. Columns: the row's id; its time, which is never later than the one its age is told by; whether it goes.
     */
    String page();

    /** SQL that deletes rows of this history with all that hangs on them, in this order. Binds: {@code ids}. */
    List<String> deletes();
}
