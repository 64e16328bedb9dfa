package dev.catwalk.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The JSON body of an admin request; whatever is wrong is said with the name of the field. */
final class AdminInput {
    private final JsonNode body;

    private AdminInput(JsonNode body) {
        this.body = body;
    }

    /** An empty body is an empty object, since many hooks need nothing. */
    static AdminInput of(Buffer text) {
        if (text.length() == 0) {
            return new AdminInput(Json.object());
        }
        if (Json.parseOrNull(text.getBytes()) instanceof ObjectNode object) {
            return new AdminInput(object);
        }
        throw AdminException.badRequest("the body is not a JSON object");
    }

    boolean has(String field) {
        return body.hasNonNull(field);
    }

    String text(String field) {
        JsonNode value = body.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw AdminException.badField(field, "a text is needed");
        }
        return value.textValue();
    }

    String text(String field, String otherwise) {
        JsonNode value = body.path(field);
        return value.isTextual() ? value.textValue() : has(field) ? text(field) : otherwise;
    }

    int number(String field) {
        JsonNode value = body.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw AdminException.badField(field, "a whole number is needed");
        }
        return value.intValue();
    }

    int number(String field, int otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    double share(String field, double otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        double share = body.path(field).asDouble(-1);
        if (!(share >= 0 && share <= 1)) {
            throw AdminException.badField(field, "a share from 0 to 1 is needed");
        }
        return share;
    }

    boolean truth(String field) {
        JsonNode value = body.path(field);
        if (!value.isBoolean()) {
            throw AdminException.badField(field, "true or false is needed");
        }
        return value.booleanValue();
    }

    Duration duration(String field, Duration otherwise) {
        return has(field) ? read(field, text(field), DurationText::parse) : otherwise;
    }

    /** One of the names of an enum, in lower case. */
    <E extends Enum<E>> E oneOf(Class<E> type, String field, E otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        String wanted = text(field);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> inWords(constant).equals(wanted))
                .findFirst()
                .orElseThrow(() -> AdminException.badField(
                        field,
                        "one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(AdminInput::inWords)
                                        .toList()
                                + " is needed"));
    }

    <E extends Enum<E>> E oneOf(Class<E> type, String field) {
        text(field);
        return oneOf(type, field, null);
    }

    Announcement notice() {
        return oneOf(Announcement.class, "notice", Announcement.PUSHED);
    }

    List<Integer> numbers(String field) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode value : list(field)) {
            if (!value.isIntegralNumber()) {
                throw AdminException.badField(field, "a list of whole numbers is needed");
            }
            numbers.add(value.intValue());
        }
        return numbers;
    }

    /** The objects of a list, each with its place in the name of the field when something is wrong inside. */
    List<AdminInput> objects(String field) {
        List<AdminInput> objects = new ArrayList<>();
        for (JsonNode value : list(field)) {
            if (!value.isObject()) {
                throw AdminException.badField(field, "a list of objects is needed");
            }
            objects.add(new AdminInput(value));
        }
        return objects;
    }

    /** Names and texts or numbers, for the fields of a push. */
    Map<String, Object> fields(String field) {
        Map<String, Object> fields = new LinkedHashMap<>();
        body.path(field)
                .properties()
                .forEach(entry -> fields.put(
                        entry.getKey(),
                        entry.getValue().isNumber()
                                ? entry.getValue().numberValue()
                                : entry.getValue().asText()));
        return fields;
    }

    /** A text the rest of the simulator reads; its complaint becomes ours. */
    <T> T read(String field, Function<String, T> reader) {
        return read(field, text(field), reader);
    }

    private static <T> T read(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw AdminException.badField(field, e.getMessage());
        }
    }

    private JsonNode list(String field) {
        JsonNode value = body.path(field);
        if (!value.isArray()) {
            throw AdminException.badField(field, "a list is needed");
        }
        return value;
    }

    private static String inWords(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
