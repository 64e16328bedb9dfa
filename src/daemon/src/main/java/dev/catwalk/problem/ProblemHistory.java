package dev.catwalk.problem;

import dev.catwalk.category.CategoryConfig;
import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Deletes problems that were closed before the limit, with the acts on them. The newest problem of each kind of a category is
 * kept: the next one counts from it how often the category was a problem before.
 */
@Singleton
class ProblemHistory extends History {
    private static final String PAGE = """
            with page as materialized (
              select problem_id, merchant_id, first_id, second_id, kind, opened_at, closed_at from app.problem
              where problem_id > :after
              order by problem_id
              limit :limit)
            select problem_id, opened_at, coalesce(closed_at < :before, false)
              and exists (
                select from app.problem newer
                where newer.merchant_id = page.merchant_id and newer.first_id = page.first_id
                  and newer.second_id = page.second_id and newer.kind = page.kind and newer.problem_id > page.problem_id)
            from page
            order by problem_id
            """;

    private static final List<String> DELETES = List.of("delete from app.problem where problem_id = any(:ids)");

    ProblemHistory(CategoryConfig config) {
        super("problem", "catwalk.category.keep-changes", config.keepChanges(), PAGE, DELETES);
    }
}
