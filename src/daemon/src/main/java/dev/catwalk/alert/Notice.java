package dev.catwalk.alert;

import java.util.List;

/**
 * One message to people, in their language: what happened, to whom, and what to do. All texts are plain: code that
 * writes them into markup escapes them.
 *
 * @param title what happened, with the number of alerts when there are several
 * @param entries one per alert, never empty
 * @param unlisted how many more alerts the message counts without listing them
 * @param more says so, and where to look; empty when none are
 * @param adviceLabel precedes the advice
 * @param advice what to do
 * @param colon the text between a label and its value
 */
public record Notice(
        String title, List<Entry> entries, int unlisted, String more, String adviceLabel, String advice, String colon) {
    public Notice {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a notice without entries");
        }
    }

    public boolean isDigest() {
        return entries.size() + unlisted > 1;
    }

    /** The labels of all entries, for a table that has a column for each. */
    public List<String> labels() {
        return entries.stream()
                .flatMap(entry -> entry.fields().stream())
                .map(Field::label)
                .distinct()
                .toList();
    }

    /** What the message says of one alert. */
    public record Entry(List<Field> fields) {
        public Entry {
            fields = List.copyOf(fields);
        }

        /** Empty when the entry says nothing of it. */
        public String value(String label) {
            return fields.stream()
                    .filter(field -> field.label().equals(label))
                    .map(Field::value)
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * A label such as "merchant", and its value.
     *
     * @param ours whether the value is an address of our own, which may be a link; false where others may have written it
     */
    public record Field(String label, String value, boolean ours) {
        public Field(String label, String value) {
            this(label, value, false);
        }
    }
}
