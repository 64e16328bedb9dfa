package dev.catwalk.alert;

import java.util.List;

/**
 * One message to people, in their language: what happened, to whom, and what to do. All texts are plain: whoever writes them
 * into markup escapes them.
 *
 * @param title what happened, with the number of alerts when there are several
 * @param entries one per alert, never empty
 * @param unlisted how many more alerts the message stands for without listing them
 * @param more says so, and where to look; empty when none are
 * @param adviceLabel goes before the advice
 * @param advice what to do
 */
public record Notice(String title, List<Entry> entries, int unlisted, String more, String adviceLabel, String advice) {
    public Notice {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a notice without entries");
        }
    }

    public boolean isDigest() {
        return entries.size() + unlisted > 1;
    }

    /** What is told of one alert. */
    public record Entry(List<Field> fields) {
        public Entry {
            fields = List.copyOf(fields);
        }
    }

    /** A label such as "merchant", and what stands behind it. */
    public record Field(String label, String value) {}
}
