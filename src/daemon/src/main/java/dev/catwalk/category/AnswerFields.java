package dev.catwalk.category;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the fields of an answer. Numbers may arrive as numeric strings; anything else in their place is malformed. */
final class AnswerFields {
    private AnswerFields() {}

    static int integer(JsonNode node, String name) throws MalformedAnswer {
        Integer value = optionalInteger(node, name);
        if (value == null) {
            throw new MalformedAnswer(name + " is missing");
        }
        return value;
    }

    /** @return null when the field is missing or null */
    static Integer optionalInteger(JsonNode node, String name) throws MalformedAnswer {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return value.intValue();
        }
        if (value.isTextual()) {
            try {
                return Integer.valueOf(value.textValue());
            } catch (NumberFormatException e) {
                throw new MalformedAnswer(name + " is not a number");
            }
        }
        throw new MalformedAnswer(name + " is not a number");
    }

    /** @return empty when the field is missing or null */
    static String text(JsonNode node, String name) throws MalformedAnswer {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw new MalformedAnswer(name + " is not a text");
        }
        return value.textValue();
    }

    /** PostgreSQL can store no NUL character, neither as text nor in a document; no honest answer holds one. */
    static void requireStorable(JsonNode node) throws MalformedAnswer {
        if (node.isTextual() && node.textValue().indexOf('\0') >= 0) {
            throw new MalformedAnswer("a text holds a NUL character");
        }
        for (var field : node.properties()) {
            if (field.getKey().indexOf('\0') >= 0) {
                throw new MalformedAnswer("a field's name holds a NUL character");
            }
        }
        for (JsonNode child : node) {
            requireStorable(child);
        }
    }
}
