package dev.catwalk.alert;

import dev.catwalk.platform.CleanText;
import jakarta.inject.Singleton;
import java.util.List;

/** Puts alerts into words, in the language that is configured. */
@Singleton
public class NoticeWriter {
    /** Of a digest's names and reasons: twenty rejections then fit two messages of the narrowest robot. */
    private static final int LONGEST_IN_DIGEST = 40;

    private final Words words;

    NoticeWriter(AlertConfig config) {
        this.words = Words.in(config.language());
    }

    /**
     * @param listed all of one type, never empty
     * @param unlisted how many more alerts of the type the notice counts without listing them
     */
    public Notice notice(List<DueAlert> listed, int unlisted) {
        int count = listed.size() + unlisted;
        EntryWriter writer = new EntryWriter(words, count > 1 ? LONGEST_IN_DIGEST : Integer.MAX_VALUE);
        return new Notice(
                title(listed, count),
                listed.stream().map(writer::entry).toList(),
                unlisted,
                unlisted > 0 ? words.filled("more", unlisted) : "",
                words.text("label.advice"),
                advice(listed.getFirst()),
                words.text("colon"));
    }

    private String title(List<DueAlert> listed, int count) {
        String type = listed.getFirst().type();
        String number = count > 1 ? "many" : "one";
        String key = words.special("title." + number, type, "title." + number);
        // Among new alerts a reminder is one more of them; only reminders by themselves are called so.
        if (listed.stream().allMatch(EntryWriter::isReminder)) {
            key = words.special("title.reminder." + number, type, key);
        }
        return words.filled(key, count, CleanText.oneLine(type));
    }

    /** As it was raised, so that every channel says the same. */
    private String advice(DueAlert alert) {
        String given = alert.data().path("advice").asText("");
        return given.isBlank() ? words.advice(alert.type()) : given;
    }
}
