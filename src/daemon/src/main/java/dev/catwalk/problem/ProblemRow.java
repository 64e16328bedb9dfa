package dev.catwalk.problem;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/** A problem's row, as far as people change it. Opened and closed by SQL. Stays in this package. */
@Entity
@Table(schema = "app", name = "problem")
@DynamicUpdate
class ProblemRow {
    @Id
    @Column(name = "problem_id")
    Long id;

    String state;

    /** Null without one. */
    String owner;

    /** Null without one. */
    String note;

    /** Null without an end. */
    Instant until;

    String touchedBy;
    Instant touchedAt;

    @Version
    int version;

    /** Null while it is open. */
    Instant closedAt;

    void apply(Act act, String by, Instant now) {
        if (act.verb().state() != null) {
            state = act.verb().state();
            until = act.until();
        }
        if (act.owner() != null) {
            owner = act.owner().isBlank() ? null : act.owner();
        }
        if (act.note() != null) {
            note = act.note().isBlank() ? null : act.note();
        }
        touchedBy = by;
        touchedAt = now;
    }

    @Singleton
    static class Rows implements PanacheRepository<ProblemRow> {}
}
