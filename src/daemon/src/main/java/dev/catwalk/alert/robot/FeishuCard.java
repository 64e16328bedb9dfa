package dev.catwalk.alert.robot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.alert.Notice;
import dev.catwalk.platform.CleanText;
import java.util.stream.Collectors;

/**
 * A notice as a card whose texts are all {@code plain_text}: nothing in them is read as markup.
 *
 * <p>The entries share one element, because the number of elements in a card is limited.
 *
 * @see <a href="https://open.feishu.cn/document/common-capabilities/message-card/message-cards-content/card-structure">cards</a>
 */
record FeishuCard(ObjectMapper mapper) {
    ObjectNode of(Notice notice) {
        ObjectNode card = mapper.createObjectNode();
        card.putObject("config").put("wide_screen_mode", true);
        ObjectNode header = card.putObject("header").put("template", "orange");
        text(header.putObject("title"), CleanText.oneLine(notice.title()));
        ArrayNode elements = card.putArray("elements");
        div(
                elements,
                notice.entries().stream()
                        .map(entry -> lines(entry, notice.colon()))
                        .collect(Collectors.joining("\n\n")));
        if (!notice.more().isEmpty()) {
            div(elements, CleanText.oneLine(notice.more()));
        }
        div(elements, line(notice.adviceLabel(), notice.advice(), notice.colon()));
        return card;
    }

    private static String lines(Notice.Entry entry, String colon) {
        return entry.fields().stream()
                .map(field -> line(field.label(), field.value(), colon))
                .collect(Collectors.joining("\n"));
    }

    private static String line(String label, String value, String colon) {
        return CleanText.oneLine(label) + colon + CleanText.oneLine(value);
    }

    private static void div(ArrayNode elements, String content) {
        text(elements.addObject().put("tag", "div").putObject("text"), content);
    }

    private static void text(ObjectNode text, String content) {
        text.put("tag", "plain_text").put("content", content);
    }
}
