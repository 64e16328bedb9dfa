package dev.catwalk.alert.robot;

import dev.catwalk.alert.Notice;
import java.util.stream.Collectors;

/** A notice in the little Markdown that the robots have in common: a heading, quoted entries, paragraphs. */
final class MarkdownText {
    private static final String PARAGRAPH = "\n\n";

    private MarkdownText() {}

    /** @param lineBreak what ends a line without ending the paragraph */
    static String of(Notice notice, String lineBreak) {
        StringBuilder text = new StringBuilder("### ").append(PlainText.inMarkup(notice.title()));
        notice.entries().forEach(entry -> text.append(PARAGRAPH)
                .append(entry.fields().stream()
                        .map(field -> line(field, notice.colon()))
                        .collect(Collectors.joining(lineBreak))));
        if (!notice.more().isEmpty()) {
            text.append(PARAGRAPH).append(PlainText.inMarkup(notice.more()));
        }
        return text.append(PARAGRAPH)
                .append(PlainText.inMarkup(notice.adviceLabel()))
                .append(notice.colon())
                .append(PlainText.inMarkup(notice.advice()))
                .toString();
    }

    private static String line(Notice.Field field, String colon) {
        return "> " + PlainText.inMarkup(field.label()) + colon
                + (field.ours() ? field.value() : PlainText.fromOutside(field.value()));
    }
}
