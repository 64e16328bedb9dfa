package dev.catwalk.cli.merchants;

import dev.catwalk.cli.merchants.ImportBatch.Effect;
import dev.catwalk.cli.merchants.ImportFile.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an import brought, or would bring: how many of each kind, and which lines are the first. */
final class ImportReport {
    private static final int EXAMPLES = 5;

    /** The rest is only counted: a wrong file is wrong in each line. */
    private static final int MOST_ERRORS = 100;

    private final boolean applied;
    private final Map<Effect, Long> counts = new EnumMap<>(Effect.class);
    private final Map<Effect, List<Entry>> examples = new EnumMap<>(Effect.class);
    private long lines;
    private long unaffected;
    private long wrong;

    ImportReport(boolean applied) {
        this.applied = applied;
    }

    void add(Map<Entry, Set<Effect>> effects) {
        effects.forEach((entry, ofEntry) -> {
            lines++;
            if (ofEntry.isEmpty()) {
                unaffected++;
            }
            ofEntry.forEach(effect -> add(effect, entry));
        });
    }

    private void add(Effect effect, Entry entry) {
        counts.merge(effect, 1L, Long::sum);
        List<Entry> first = examples.computeIfAbsent(effect, _ -> new ArrayList<>());
        if (first.size() < EXAMPLES) {
            first.add(entry);
        }
    }

    /** Says so at once. */
    void wrong(long line, String error) {
        lines++;
        if (++wrong <= MOST_ERRORS) {
            System.err.println("catwalk: line " + line + ": " + error);
        } else if (wrong == MOST_ERRORS + 1) {
            System.err.println("catwalk: more lines are wrong; they are only counted");
        }
    }

    /** Whether another run, or a better file, brings nothing more. */
    boolean isComplete() {
        return wrong == 0 && !counts.containsKey(Effect.LATER) && !counts.containsKey(Effect.TOO_MANY_TAGS);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(lines)
                .append(" lines")
                .append(applied ? "" : "; nothing is changed without --apply")
                .append('\n');
        for (Effect effect : counts.keySet()) {
            line(text, counts.get(effect), words(effect));
            examples.get(effect).forEach(entry -> text.append("           line ")
                    .append(entry.line())
                    .append(": ")
                    .append(entry.merchant())
                    .append('\n'));
        }
        if (unaffected > 0) {
            line(text, unaffected, "nothing to do");
        }
        if (wrong > 0) {
            line(text, wrong, "wrong, and left out");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, long count, String words) {
        text.append("%9d  ".formatted(count)).append(words).append('\n');
    }

    private String words(Effect effect) {
        return switch (effect) {
            case NEWCOMER ->
                applied
                        ? "new merchants: the platform says that they are authorized; the next walk reads their categories"
                        : "not known yet: the platform will be asked whether they are authorized";
            case TOKEN ->
                (applied ? "refresh tokens stored" : "refresh tokens to store")
                        + ": there was none, or the platform had refused it";
            case TAGS -> applied ? "given tags" : "to be given tags";
            case TOO_MANY_TAGS -> "without the tags of the file: with them they would have too many";
            case REFUSED -> "the file has the refresh token that the platform refused";
            case REVOKED -> "left out: they have withdrawn their authorization";
            case STRANGER -> "left out: the platform says that they are not authorized";
            case LATER ->
                "to be tried again by another run: the platform did not say whether they are authorized, or their token was"
                        + " refreshed at this moment";
        };
    }
}
