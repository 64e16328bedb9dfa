package dev.catwalk.problem;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** Computes the groups of problems that SQL opened, which cannot: those of merchants that authorized again, and of a migration. */
@Singleton
public class ReasonGroups {
    private static final int PAGE = 1000;

    private final Jdbi jdbi;

    ReasonGroups(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String WITHOUT_GROUP = """
            select problem_id, reason from app.problem where reason_group is null
            order by problem_id limit :limit
            for update skip locked
            """;

    private static final String STORE = """
            update app.problem set reason_group = computed.reason_group
            from unnest(:ids, :groups) as computed (problem_id, reason_group)
            where problem.problem_id = computed.problem_id
            """;

    /**
     * Of a page of them.
     *
     * @return whether there may be more
     */
    @Transactional
    public boolean activate() {
        return jdbi.withHandle(handle -> {
            Map<Long, String> groups = handle.createQuery(WITHOUT_GROUP)
                    .bind("limit", PAGE)
                    .reduceResultSet(new LinkedHashMap<>(), (computed, row, context) -> {
                        computed.put(row.getLong("problem_id"), ReasonGroup.of(row.getString("reason")));
                        return computed;
                    });
            if (!groups.isEmpty()) {
                handle.createUpdate(STORE)
                        .bindArray("ids", Long.class, List.copyOf(groups.keySet()))
                        .bindArray("groups", String.class, List.copyOf(groups.values()))
                        .execute();
            }
            return groups.size() == PAGE;
        });
    }
}
