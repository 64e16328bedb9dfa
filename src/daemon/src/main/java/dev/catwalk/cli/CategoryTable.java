package dev.catwalk.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** An answer of getcategory for people. Says what is there and judges nothing: that is for the walk. */
final class CategoryTable {
    private static final List<String> HEADER = List.of("first", "", "second", "", "status", "", "expired", "reason");

    private CategoryTable() {}

    static String of(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        answer.path("categories").forEach(category -> rows.add(row(category)));
        return "%s%n%n%d set; additions left %s of %s, at most %s categories"
                .formatted(
                        TextTable.of(rows),
                        rows.size() - 1,
                        answer.path("quota").asText("?"),
                        answer.path("limit").asText("?"),
                        answer.path("category_limit").asText("?"));
    }

    private static List<String> row(JsonNode category) {
        String status = category.path("audit_status").asText("?");
        return List.of(
                category.path("first").asText("?"),
                category.path("first_name").asText(""),
                category.path("second").asText("?"),
                category.path("second_name").asText(""),
                status,
                statusName(status),
                category.path("is_expired").asText(""),
                category.path("audit_reason").asText(""));
    }

    /** The words of the views. */
    private static String statusName(String status) {
        return switch (status) {
            case "1" -> "under_review";
            case "2" -> "rejected";
            case "3" -> "approved";
            default -> "unknown";
        };
    }
}
