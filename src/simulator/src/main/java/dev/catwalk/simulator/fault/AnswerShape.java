package dev.catwalk.simulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Ways in which a successful answer has another shape than documented. Some are wrong and some must be tolerated; fields a call
 * does not have are left alone.
 */
public enum AnswerShape {
    CATEGORIES_MISSING(answer -> answer.remove("categories")),
    CATEGORIES_NULL(answer -> answer.putNull("categories")),
    CATEGORIES_STRING(answer -> answer.put("categories", "none")),
    CATEGORIES_EMPTY(answer -> answer.putArray("categories")),
    CATEGORY_WITHOUT_FIRST(answer -> eachCategory(answer, category -> category.remove("first"))),
    CATEGORY_ID_NOT_NUMERIC(answer -> eachCategory(answer, category -> category.put("second", "thirty-nine"))),
    /** Valid: ids and statuses may arrive as strings. */
    NUMERIC_STRINGS(answer -> eachCategory(answer, category -> {
        for (String field : List.of("first", "second", "audit_status")) {
            category.put(field, category.get(field).asText());
        }
    })),
    AUDIT_STATUS_UNKNOWN(answer -> eachCategory(answer, category -> category.put("audit_status", 7))),
    /** Valid: the list leaves out entries after it was cut into pages, and counts them all the same. */
    LIST_FILTERED(answer -> eachPage(
            answer,
            list -> list.removeIf(
                    entry -> entry.path("authorizer_appid").asText().endsWith("7")))),
    /** Valid: pages of a hundred, whatever was asked for. */
    LIST_IN_HUNDREDS(answer -> eachPage(answer, list -> {
        while (list.size() > 100) {
            list.remove(list.size() - 1);
        }
    })),
    /** Valid: tokens that live for a minute. */
    TOKEN_OF_A_MINUTE(answer -> {
        for (JsonNode node : List.of(answer, answer.path("authorization_info"))) {
            if (node.has("expires_in")) {
                ((ObjectNode) node).put("expires_in", 60);
            }
        }
    }),
    QUOTA_MISSING(answer -> answer.remove(List.of("limit", "quota", "category_limit"))),
    /** Valid: fields that are not documented. */
    UNKNOWN_FIELDS(answer -> {
        answer.put("is_new_version", true).putObject("ext_info").put("trace", "simulated");
        eachCategory(answer, category -> category.put("third", 0).putNull("certicates"));
    }),
    REFRESH_TOKEN_MISSING(
            answer -> eachRefreshToken(answer, holder -> holder.node().remove(holder.field()))),
    REFRESH_TOKEN_NULL(
            answer -> eachRefreshToken(answer, holder -> holder.node().putNull(holder.field()))),
    REFRESH_TOKEN_EMPTY(
            answer -> eachRefreshToken(answer, holder -> holder.node().put(holder.field(), ""))),
    /** Has been seen in the wild, and stored as the text "false" (protocol page §8 no. 6). */
    REFRESH_TOKEN_FALSE(
            answer -> eachRefreshToken(answer, holder -> holder.node().put(holder.field(), false)));

    private final Consumer<ObjectNode> change;

    AnswerShape(Consumer<ObjectNode> change) {
        this.change = change;
    }

    public void applyTo(ObjectNode answer) {
        change.accept(answer);
    }

    static AnswerShape named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static void eachPage(ObjectNode answer, Consumer<ArrayNode> change) {
        if (answer.get("list") instanceof ArrayNode list) {
            change.accept(list);
        }
    }

    private static void eachCategory(ObjectNode answer, Consumer<ObjectNode> change) {
        if (answer.get("categories") instanceof ArrayNode categories) {
            for (JsonNode category : categories) {
                change.accept((ObjectNode) category);
            }
        }
    }

    private record Holder(ObjectNode node, String field) {}

    /** The field has one name in the list and another everywhere else (protocol page §3.2 no. 5 to 7). */
    private static void eachRefreshToken(ObjectNode answer, Consumer<Holder> change) {
        for (JsonNode node : List.of(answer, answer.path("authorization_info"))) {
            if (node.has("authorizer_refresh_token")) {
                change.accept(new Holder((ObjectNode) node, "authorizer_refresh_token"));
            }
        }
        if (answer.get("list") instanceof ArrayNode list) {
            for (JsonNode entry : list) {
                if (entry.has("refresh_token")) {
                    change.accept(new Holder((ObjectNode) entry, "refresh_token"));
                }
            }
        }
    }
}
