package dev.catwalk.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Alerts as they stand in the outbox, and the notices they become. */
public final class DueAlerts {
    public static final Instant RAISED_AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String type;
    private final Map<String, Object> data = new LinkedHashMap<>();

    private DueAlerts(String type) {
        this.type = type;
    }

    public static DueAlerts aRejection() {
        return ofACategory("category.audit.rejected")
                .with("audit_status", 2)
                .with("audit_reason", "资质不符")
                .with("first_sight", false)
                .with("observed_at", "2026-11-22T09:59:58Z");
    }

    static DueAlerts anExpiredCategory() {
        return ofACategory("category.expired")
                .with("audit_status", 3)
                .with("audit_reason", "")
                .with("expired_since", "2026-11-22T09:00:00Z")
                .with("observed_at", "2026-11-22T09:59:58Z");
    }

    private static DueAlerts ofACategory(String type) {
        return anAlert(type)
                .with("merchant_appid", "wxaaaaaaaaaaaaaaaa")
                .with("merchant_name", "示例")
                .with("first_id", 8)
                .with("first_name", "教育")
                .with("second_id", 39)
                .with("second_name", "出国移民");
    }

    static DueAlerts anAlert(String type) {
        return new DueAlerts(type).with("component_appid", "wx5a5a5a5a5a5a5a5a");
    }

    public DueAlerts with(String key, Object value) {
        data.put(key, value);
        return this;
    }

    DueAlert due() {
        return new DueAlert("1", type, RAISED_AT, MAPPER.valueToTree(data));
    }

    /** The notice of this alert alone. */
    public Notice notice() {
        return notice("zh", 1, 0);
    }

    /** The notice of as many alerts like this one. */
    public Notice notice(String language, int listed, int unlisted) {
        List<DueAlert> alerts =
                IntStream.range(0, listed).mapToObj(number -> due()).toList();
        return writer(language).notice(alerts, unlisted);
    }

    static NoticeWriter writer(String language) {
        return new NoticeWriter(AlertSettings.of(Map.of("catwalk.alert.language", language)));
    }
}
