package dev.catwalk.alert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.platform.CleanText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a message says of one alert: every known key that its data has, in the order below. By the keys and not by the
 * type, so that an alert of a type that only a newer version knows says what it can.
 */
final class EntryWriter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'xxx", Locale.ROOT)
            .withZone(ZoneId.of("Asia/Shanghai"));

    /** Types whose title is the reason. */
    private static final Set<String> SAYS_WHY =
            Set.of(AlertType.MERCHANT_REVOKED.wireName(), AlertType.MERCHANT_RECOVERED.wireName());

    private final Words words;
    private final int longestText;

    /** @param longestText names and reasons of more characters are cut */
    EntryWriter(Words words, int longestText) {
        this.words = words;
        this.longestText = longestText;
    }

    Notice.Entry entry(DueAlert alert) {
        JsonNode data = alert.data();
        boolean ofCategory = data.hasNonNull("first_id");
        List<Notice.Field> fields = new ArrayList<>();
        if (!ofCategory) {
            add(fields, "component", text(data, "component_appid"));
        }
        add(fields, "merchant", merchant(data));
        if (ofCategory) {
            add(fields, "category", nameOrId(data, "first") + " / " + nameOrId(data, "second"));
        }
        add(fields, "error_code", text(data, "errcode"));
        if (!data.hasNonNull("merchant_appid")) {
            add(fields, "severity", severity(data));
        }
        if (isRejected(data)) {
            add(fields, "reason", auditReason(data));
        } else if (!ofCategory && !SAYS_WHY.contains(alert.type())) {
            add(fields, "reason", cut(text(data, "reason")));
        }
        add(fields, "silent_since", time(text(data, "silent_since")));
        add(fields, "ticket_expires", time(text(data, "ticket_expires_at")));
        add(fields, "lost_since", time(text(data, "lost_since")));
        add(fields, "since", since(alert));
        String problem = text(data, "problem_url");
        if (!problem.isBlank()) {
            fields.add(new Notice.Field(words.text("label.problem"), problem, true));
        }
        return new Notice.Entry(fields);
    }

    private void add(List<Notice.Field> fields, String label, String value) {
        if (!value.isBlank()) {
            fields.add(new Notice.Field(words.text("label." + label), value));
        }
    }

    private String merchant(JsonNode data) {
        String name = cut(text(data, "merchant_name"));
        String appid = text(data, "merchant_appid");
        return name.isBlank() ? appid : words.filled("merchant.named", name, appid);
    }

    private String nameOrId(JsonNode data, String level) {
        String name = cut(text(data, level + "_name"));
        return name.isBlank() ? text(data, level + "_id") : name;
    }

    private String severity(JsonNode data) {
        String severity = text(data, "severity");
        return severity.isBlank() ? "" : words.text("severity." + severity);
    }

    /** An expired category has a reason of its own only if it was rejected as well. */
    private static boolean isRejected(JsonNode data) {
        return data.hasNonNull("first_id")
                && (!data.hasNonNull("expired_since")
                        || !text(data, "audit_reason").isBlank());
    }

    private String auditReason(JsonNode data) {
        String reason = cut(text(data, "audit_reason"));
        return reason.isBlank() ? words.text("audit_reason.none") : reason;
    }

    private String since(DueAlert alert) {
        JsonNode data = alert.data();
        String state = alert.type().equals(AlertType.CATEGORY_EXPIRED.wireName()) ? ".expired" : "";
        String known = text(data, "rejected_since");
        if (known.isBlank()) {
            known = text(data, "expired_since");
        }
        if (known.isBlank()) {
            known = text(data, "observed_at");
        }
        String since = known.isBlank() ? TIME.format(alert.raisedAt()) : time(known);
        if (data.path("first_sight").asBoolean()) {
            since = words.filled("since.first_sight" + state, since);
        }
        return isReminder(alert) ? words.filled("since.reminder" + state, since) : since;
    }

    static boolean isReminder(DueAlert alert) {
        return alert.data().path("reminder").asBoolean();
    }

    /** Unchanged when it is not a time. */
    private static String time(String text) {
        try {
            return text.isBlank() ? text : TIME.format(Instant.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static String text(JsonNode data, String key) {
        return CleanText.oneLine(data.path(key).asText(""));
    }

    private String cut(String text) {
        return new Graphemes(text).atMost(longestText);
    }
}
