package dev.catwalk.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Splits a notice that is too long for its receiver into several that are not.
 *
 * <ol>
 *   <li>Every entry is in exactly one part, in the old order; no part is without one.
 *   <li>Each part holds as many as fit. An entry that does not even fit alone loses the end of its longest value.
 *   <li>What is not listed is counted in the last part only.
 * </ol>
 */
public final class NoticeSplit {
    private final Notice whole;
    private final Predicate<Notice> fits;
    private final int count;

    private NoticeSplit(Notice whole, Predicate<Notice> fits) {
        this.whole = whole;
        this.fits = fits;
        this.count = whole.entries().size();
    }

    /** Entries {@code from} (inclusive) to {@code to} (exclusive) of the whole notice, as a notice of their own. */
    public record Part(Notice notice, int from, int to) {}

    /**
     * @param fits must be monotonic: if a notice fits, every shorter one does. A notice that never fits is returned as short as
     *     possible
     */
    public static List<Part> split(Notice notice, Predicate<Notice> fits) {
        return fits.test(notice)
                ? List.of(new Part(notice, 0, notice.entries().size()))
                : new NoticeSplit(notice, fits).parts();
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < count; from = parts.getLast().to()) {
            parts.add(largestFrom(from));
        }
        List<Part> numbered = new ArrayList<>();
        for (Part part : parts) {
            String title = numbered(numbered.size() + 1, parts.size());
            numbered.add(new Part(with(title, part.notice()), part.from(), part.to()));
        }
        return numbered;
    }

    private Part largestFrom(int from) {
        Part largest = part(from, from + 1);
        if (!fits.test(largest.notice())) {
            return new Part(new EntryTruncation(fits).cut(largest.notice()), from, from + 1);
        }
        for (int to = from + 2; to <= count; to++) {
            Part larger = part(from, to);
            if (!fits.test(larger.notice())) {
                break;
            }
            largest = larger;
        }
        return largest;
    }

    private Part part(int from, int to) {
        boolean last = to == count;
        // How many parts there will be is not known yet: never more than entries, so no number is wider than this.
        Notice notice = new Notice(
                numbered(count, count),
                whole.entries().subList(from, to),
                last ? whole.unlisted() : 0,
                last ? whole.more() : "",
                whole.adviceLabel(),
                whole.advice(),
                whole.colon());
        return new Part(notice, from, to);
    }

    private String numbered(int number, int of) {
        return of == 1 ? whole.title() : whole.title() + " (" + number + "/" + of + ")";
    }

    private static Notice with(String title, Notice notice) {
        return new Notice(
                title,
                notice.entries(),
                notice.unlisted(),
                notice.more(),
                notice.adviceLabel(),
                notice.advice(),
                notice.colon());
    }
}
