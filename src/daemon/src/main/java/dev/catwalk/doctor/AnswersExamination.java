package dev.catwalk.doctor;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Where answers of the platform do not agree with themselves, or with what we know of them. */
@Singleton
class AnswersExamination implements Examination {
    /** What the platform took back, or what was only a fault of it, is not said for ever. */
    private static final Duration SAID_FOR = Duration.ofDays(30);

    private final Jdbi jdbi;
    private final Components components;
    private final Clock clock;

    AnswersExamination(Jdbi jdbi, Components components, Clock clock) {
        this.jdbi = jdbi;
        this.components = components;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "answers";
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(rosters());
        findings.addAll(unknownFields());
        return findings.isEmpty()
                ? List.of(Finding.ok(subject(), "lists hold what they say, and no field is unknown"))
                : findings;
    }

    // The row of a component that is configured no more keeps its last list for ever.
    private static final String SHORT_ROSTERS = """
            select component_appid, roster_found, roster_total from app.component
            where roster_found < roster_total and component_appid = any(:components) order by component_appid
            """;

    private List<Finding> rosters() {
        return jdbi.withHandle(handle -> handle.createQuery(SHORT_ROSTERS)
                .bindArray("components", ComponentAppId.class, components.appids())
                .map((row, context) -> Finding.warn(
                        subject(),
                        "%s: the platform counts %d authorizers, its list held %d"
                                .formatted(row.getString(1), row.getLong(3), row.getLong(2)),
                        "merchants that are missing are not read until a push names them; wait for the next roster, then"
                                + " report it to the platform"))
                .list());
    }

    private static final String UNKNOWN_FIELDS = """
            select string_agg(field_name || ' (' || times || ')', ', ' order by times desc, field_name)
            from app.unknown_field where last_read_at > :since
            """;

    private List<Finding> unknownFields() {
        return jdbi.withHandle(handle -> handle.createQuery(UNKNOWN_FIELDS)
                .bind("since", clock.instant().minus(SAID_FOR))
                .mapTo(String.class)
                .filter(names -> names != null)
                .map(
                        names -> Finding.warn(
                                subject(),
                                "fields of a category that this version does not know, and how often they were read: "
                                        + names,
                                "nothing is lost, category_snapshot.document holds them; check whether a newer version knows them"))
                .list());
    }
}
