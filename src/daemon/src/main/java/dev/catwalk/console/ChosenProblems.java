package dev.catwalk.console;

import dev.catwalk.database.PlannedAnew;
import dev.catwalk.problem.ProblemActs.Target;
import dev.catwalk.problem.ProblemFilter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;

/** Which problems a form means: those that are ticked, or all that the filter of the page finds. */
@Singleton
class ChosenProblems {
    static final int MOST = 500;
    private static final Pattern TICKED = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");

    private final Jdbi jdbi;

    ChosenProblems(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private static final String FOUND = """
            select problem_id as problem, version
            from reporting.problem
            where true
            """ + ProblemFilter.CONDITION + " order by opened_at, problem_id limit :most";

    /** The oldest come first. */
    List<Target> of(MultivaluedMap<String, String> form, ProblemFilter filter) {
        if ("all".equals(form.getFirst("which"))) {
            return jdbi.withHandle(handle -> handle.createQuery(FOUND)
                    .addCustomizer(new PlannedAnew())
                    .bindMap(filter.binds())
                    .bind("most", MOST)
                    .mapTo(Target.class)
                    .list());
        }
        return Optional.ofNullable(form.get("problem")).stream()
                .flatMap(List::stream)
                .limit(MOST)
                .map(TICKED::matcher)
                .filter(Matcher::matches)
                .map(ticked -> new Target(Long.parseLong(ticked.group(1)), Integer.parseInt(ticked.group(2))))
                .toList();
    }
}
