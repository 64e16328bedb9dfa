package dev.catwalk.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Which rows of {@code reporting.problem} are asked for. What is empty asks for all.
 *
 * @param owner {@link #NO_OWNER}: problems without one
 * @param category the ids of both levels, {@code first/second}
 * @param tag {@code key=value}
 * @param days for how many whole days it has been open at least
 */
public record ProblemFilter(
        String kind, String state, String owner, String reasonGroup, String category, String tag, int days) {
    public static final String NO_OWNER = "-";

    private static final List<String> KINDS = List.of("rejected", "expired");
    private static final Pattern CATEGORY = Pattern.compile("(\\d{1,9}/\\d{1,9})?");
    private static final Pattern TAG = Pattern.compile("([^=]+=.+)?");
    private static final Pattern DAYS = Pattern.compile("(\\d{1,4})?");

    public static final ProblemFilter ALL = new ProblemFilter("", "", "", "", "", "", 0);

    /** For the end of a {@code where}; its binds are those of {@link #binds}. */
    public static final String CONDITION = """
              and (:kind = '' or kind = :kind)
              and (:state = '' or state = :state)
              and (:owner = '' or owner = :owner or :owner = '-' and owner is null)
              and (:reason_group = '' or reason_group = :reason_group)
              and (:category = '' or :category = first_id || '/' || second_id)
              and (:tag = '' or tags @> jsonb_build_object(split_part(:tag, '=', 1), substr(:tag, strpos(:tag, '=') + 1)))
              and (:days = 0 or opened_at <= now() - make_interval(days => :days))
            """;

    /** A part of a filter that means nothing; the message names it. */
    public static final class InvalidFilterException extends RuntimeException {
        private InvalidFilterException(String message) {
            super(message);
        }
    }

    /** @throws InvalidFilterException when a part means nothing */
    public ProblemFilter {
        check(kind.isEmpty() || KINDS.contains(kind), "kind has to be one of " + String.join(", ", KINDS));
        check(
                state.isEmpty() || ProblemActs.STATES.contains(state),
                "state has to be one of " + String.join(", ", ProblemActs.STATES));
        check(CATEGORY.matcher(category).matches(), "category has to be two ids such as 8/39");
        check(TAG.matcher(tag).matches(), "tag has to be key=value");
        check(days >= 0, "days has to be a whole number");
        check(
                (owner + reasonGroup + tag).indexOf('\0') < 0,
                "owner, reason_group and tag have to be free of null characters");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidFilterException(otherwise);
        }
    }

    /**
     * From the parameters of an address.
     *
     * @param named a parameter by its name, null when it is not there
     * @throws InvalidFilterException as the constructor
     */
    public static ProblemFilter of(UnaryOperator<String> named) {
        UnaryOperator<String> text = name -> {
            String value = named.apply(name);
            return value == null ? "" : value.strip();
        };
        String days = text.apply("days");
        check(DAYS.matcher(days).matches(), "days has to be a whole number of at most four digits");
        return new ProblemFilter(
                text.apply("kind"),
                text.apply("state"),
                text.apply("owner"),
                text.apply("reason_group"),
                text.apply("category"),
                text.apply("tag"),
                days.isEmpty() ? 0 : Integer.parseInt(days));
    }

    public ProblemFilter withState(String other) {
        return new ProblemFilter(kind, other, owner, reasonGroup, category, tag, days);
    }

    public ProblemFilter withReasonGroup(String other) {
        return new ProblemFilter(kind, state, owner, other, category, tag, days);
    }

    /** By the names of the parameters of {@link #of}. */
    public Map<String, Object> binds() {
        Map<String, Object> binds = new LinkedHashMap<>();
        binds.put("kind", kind);
        binds.put("state", state);
        binds.put("owner", owner);
        binds.put("reason_group", reasonGroup);
        binds.put("category", category);
        binds.put("tag", tag);
        binds.put("days", days);
        return binds;
    }
}
