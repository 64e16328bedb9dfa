package dev.catwalk.lab.year;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a short list that still fails, by leaving out halves, then quarters, down to single ones. */
final class Shrinking {
    private static final Pattern NUMBERED = Pattern.compile("\\S*\\d\\S*");

    private Shrinking() {}

    /** What kinds of things are wrong, by the first words of each line: numbers, times and names differ from play to play. */
    static Set<String> kinds(String message) {
        return message.lines()
                .map(line -> NUMBERED.matcher(line).replaceAll(" ").strip().split("\\s+"))
                .map(words -> Stream.of(words).limit(3).collect(Collectors.joining(" ")))
                .filter(kind -> !kind.isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * @param all fails
     * @param fails asked once for each list tried
     * @return a part of it that fails, in its order; without any one of them it does not
     */
    static <T> List<T> shortest(List<T> all, Predicate<List<T>> fails) {
        List<T> left = all;
        int size = Math.max(1, left.size() / 2);
        while (true) {
            List<T> shorter = withoutOnePart(left, size, fails);
            if (shorter.size() < left.size()) {
                left = shorter;
            } else if (size == 1) {
                return left;
            }
            size = Math.max(1, Math.min(size, left.size()) / 2);
        }
    }

    /** Leaves out every part of this size that is not needed. */
    private static <T> List<T> withoutOnePart(List<T> all, int size, Predicate<List<T>> fails) {
        List<T> left = all;
        for (int from = 0; from < left.size(); ) {
            List<T> rest = new ArrayList<>(left.subList(0, from));
            rest.addAll(left.subList(Math.min(left.size(), from + size), left.size()));
            if (fails.test(rest)) {
                left = rest;
            } else {
                from += size;
            }
        }
        return left;
    }
}
