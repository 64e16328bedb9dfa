package dev.catwalk.platform;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The one place that makes the bytes of an answer into text. The platform cuts names in the middle of a character, and puts
 * raw control characters into strings (public reports of 2016 to 2025), so a strict parser would refuse whole answers.
 *
 * <ol>
 *   <li>The bytes are UTF-8, whatever the content type says; what is not UTF-8 becomes U+FFFD. A byte order mark is dropped.
 *   <li>Control characters but tab and line ends, and halves of surrogate pairs, become U+FFFD, raw or escaped: PostgreSQL can
 *       store neither NUL nor halves, and one text must be the same on every reading.
 *   <li>Of a field that occurs twice the last one counts, as with most parsers.
 * </ol>
 */
final class AnswerText {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    // Buffers kept by thread serve no virtual thread twice.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build()
            .reader();

    private static final char UNREADABLE = '\uFFFD';

    private AnswerText() {}

    /**
     * @return missing when there is nothing
     * @throws IOException when it is not JSON; its message may quote the answer
     */
    static JsonNode read(byte[] body) throws IOException {
        try {
            return clean(JSON.readTree(body));
        } catch (JacksonException e) {
            // Seldom: the parser refuses what is no UTF-8 as well.
            String text = new String(body, StandardCharsets.UTF_8);
            return clean(JSON.readTree(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static JsonNode clean(JsonNode node) {
        return switch (node) {
            case TextNode text -> {
                String clean = clean(text.textValue());
                yield clean.equals(text.textValue()) ? text : TextNode.valueOf(clean);
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, clean(array.get(i)));
                }
                yield array;
            }
            case ObjectNode object -> clean(object);
            default -> node;
        };
    }

    private static ObjectNode clean(ObjectNode object) {
        boolean renames = false;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            field.setValue(clean(field.getValue()));
            renames |= !clean(field.getKey()).equals(field.getKey());
        }
        if (!renames) {
            return object;
        }
        ObjectNode renamed = object.objectNode();
        object.properties().forEach(field -> renamed.set(clean(field.getKey()), field.getValue()));
        return renamed;
    }

    private static String clean(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            if (isUnreadable(text, i)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, UNREADABLE);
            }
        }
        return clean == null ? text : clean.toString();
    }

    private static boolean isUnreadable(String text, int at) {
        char c = text.charAt(at);
        if (c < ' ') {
            return c != '\t' && c != '\n' && c != '\r';
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
