package dev.catwalk.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An alert's row. Alerts are raised many at once, by SQL, and only their end is written afterwards. */
@Entity
@Table(schema = "app", name = "alert")
class AlertRow {
    @Id
    @Column(name = "alert_id")
    Long id;

    String webhookId;
    String type;
    String componentAppid;

    /** Null when the whole component is meant. */
    Long merchantId;

    Instant raisedAt;

    /** Null while it lasts. */
    Instant endedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    JsonNode data;

    @Singleton
    static class Rows implements PanacheRepository<AlertRow> {}
}
