package dev.catwalk.category;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.category.CategorySnapshot.MalformedAnswerException;
import java.math.BigDecimal;

/** Reads the fields of an answer. Numbers may arrive as numeric strings; anything else in their place is malformed. */
final class AnswerFields {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final int LONGEST_NUMBER = 40;

    private AnswerFields() {}

    static int integer(JsonNode node, String name) throws MalformedAnswerException {
        Integer value = optionalInteger(node, name);
        if (value == null) {
            throw new MalformedAnswerException(name + " is missing");
        }
        return value;
    }

    /** @return null when the field is missing or null */
    static Integer optionalInteger(JsonNode node, String name) throws MalformedAnswerException {
        BigDecimal value = number(node, name);
        if (value == null) {
            return null;
        }
        try {
            return value.intValueExact();
        } catch (ArithmeticException e) {
            throw new MalformedAnswerException(name + " is not a number of reasonable size");
        }
    }

    /** A count that only people look at: one that is beyond all measure counts as the largest there is. */
    static Integer optionalCount(JsonNode node, String name) throws MalformedAnswerException {
        BigDecimal value = number(node, name);
        return value == null ? null : (Integer) value.max(LEAST).min(MOST).intValue();
    }

    private static BigDecimal number(JsonNode node, String name) throws MalformedAnswerException {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        // Longer ones would take their time.
        String text = value.isNumber() || value.isTextual() ? value.asText().strip() : "";
        try {
            if (text.length() <= LONGEST_NUMBER) {
                return new BigDecimal(text);
            }
        } catch (NumberFormatException e) {
            // It is said below.
        }
        throw new MalformedAnswerException(name + " is not a number");
    }

    /** Texts may come as numbers, and an empty one as an empty list or object. */
    static String text(JsonNode node, String name) throws MalformedAnswerException {
        JsonNode value = node.path(name);
        if (value.isContainerNode() && !value.isEmpty()) {
            throw new MalformedAnswerException(name + " is not a text");
        }
        return value.asText("");
    }

    /** 0 and 1, "0" and "1", or a truth value. @return null when the field is missing or anything else */
    static Boolean optionalTruth(JsonNode node, String name) {
        return switch (node.path(name).asText("").strip()) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> null;
        };
    }
}
