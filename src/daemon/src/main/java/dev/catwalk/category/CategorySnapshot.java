package dev.catwalk.category;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One merchant's categories as one answer shows them, sorted by key.
 *
 * <p>Source of the fields: page getcategory of the WeChat Open Platform, read 2026-11; of {@code is_expired}, an answer that a
 * provider posted in the developers community in 2025.
 *
 * @param additionsLimit how many categories may be added per period ({@code limit}); null when the answer does not say
 * @param additionsLeft how many of these are left ({@code quota}); null when the answer does not say
 * @param categoryLimit how many categories there may be at most ({@code category_limit}); null when the answer does not say
 * @param document the answer as received, unknown fields included
 */
public record CategorySnapshot(
        List<Category> categories,
        Integer additionsLimit,
        Integer additionsLeft,
        Integer categoryLimit,
        JsonNode document) {
    /** More categories than the platform allows by an order of magnitude: no merchant's answer looks like that. */
    private static final int MAX_CATEGORIES = 1000;

    public CategorySnapshot {
        categories = List.copyOf(categories);
    }

    /** The platform's answer is not one of getcategory; the message says what is wrong and quotes none of it. */
    public static class MalformedAnswerException extends Exception {
        MalformedAnswerException(String what) {
            super(what);
        }
    }

    /** The only way from an answer to a snapshot: the whole answer is valid, or there is none. */
    public static CategorySnapshot of(JsonNode answer) throws MalformedAnswerException {
        Integer additionsLimit = AnswerFields.optionalCount(answer, "limit");
        Integer additionsLeft = AnswerFields.optionalCount(answer, "quota");
        Integer categoryLimit = AnswerFields.optionalCount(answer, "category_limit");
        JsonNode list = answer.path("categories");
        if (list.isMissingNode() || list.isNull()) {
            // Without the list, the quota is what shows that the platform meant to answer this question.
            if (additionsLimit == null || additionsLeft == null || categoryLimit == null) {
                throw new MalformedAnswerException("neither categories nor all of the quota are there");
            }
            return new CategorySnapshot(List.of(), additionsLimit, additionsLeft, categoryLimit, answer);
        }
        return new CategorySnapshot(categories(list), additionsLimit, additionsLeft, categoryLimit, answer);
    }

    private static List<Category> categories(JsonNode list) throws MalformedAnswerException {
        if (!list.isArray() || list.size() > MAX_CATEGORIES) {
            throw new MalformedAnswerException("categories is not a list of reasonable length");
        }
        Map<CategoryKey, Category> byKey = new TreeMap<>(Comparator.naturalOrder());
        for (JsonNode entry : list) {
            Category category = category(entry);
            Category twin = byKey.put(category.key(), category);
            if (twin != null && !twin.equals(category)) {
                throw new MalformedAnswerException("a category is listed twice with different content");
            }
        }
        return List.copyOf(byKey.values());
    }

    private static Category category(JsonNode entry) throws MalformedAnswerException {
        return new Category(
                new CategoryKey(AnswerFields.integer(entry, "first"), AnswerFields.integer(entry, "second")),
                AnswerFields.text(entry, "first_name"),
                AnswerFields.text(entry, "second_name"),
                AnswerFields.integer(entry, "audit_status"),
                AnswerFields.text(entry, "audit_reason"),
                AnswerFields.optionalTruth(entry, "is_expired"));
    }

    public boolean isEmpty() {
        return categories.isEmpty();
    }

    int rejectedCount() {
        return (int) categories.stream()
                .filter(category -> category.auditStatus() == AuditStatus.REJECTED)
                .count();
    }
}
