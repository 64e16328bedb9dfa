package dev.catwalk.alert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Makes a notice of one entry fit: cuts the end of its longest value, and of the next one only where that is not enough. */
record EntryTruncation(Predicate<Notice> fits) {
    Notice cut(Notice notice) {
        Notice cut = notice;
        for (int field : longestFirst(notice)) {
            if (fits.test(cut)) {
                break;
            }
            cut = cut(cut, field);
        }
        return cut;
    }

    private static List<Integer> longestFirst(Notice notice) {
        List<Notice.Field> fields = notice.entries().getFirst().fields();
        return IntStream.range(0, fields.size())
                .boxed()
                .sorted(Comparator.comparing(field -> -fields.get(field).value().length()))
                .toList();
    }

    /** Keeps as much of the value as fits; nothing of it when nothing does. */
    private Notice cut(Notice notice, int field) {
        Graphemes value =
                new Graphemes(notice.entries().getFirst().fields().get(field).value());
        int fitting = 0;
        int tooMany = value.count();
        while (tooMany - fitting > 1) {
            int middle = (fitting + tooMany) >>> 1;
            if (fits.test(with(notice, field, value.atMost(middle)))) {
                fitting = middle;
            } else {
                tooMany = middle;
            }
        }
        return with(notice, field, value.atMost(fitting));
    }

    private static Notice with(Notice notice, int field, String value) {
        List<Notice.Field> fields = new ArrayList<>(notice.entries().getFirst().fields());
        fields.set(
                field,
                new Notice.Field(
                        fields.get(field).label(), value, fields.get(field).ours()));
        return new Notice(
                notice.title(),
                List.of(new Notice.Entry(fields)),
                notice.unlisted(),
                notice.more(),
                notice.adviceLabel(),
                notice.advice(),
                notice.colon());
    }
}
