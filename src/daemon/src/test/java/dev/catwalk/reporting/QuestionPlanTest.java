package dev.catwalk.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What people ask must not cost more as the tables grow: each question finds its rows by the indexes made for it. How long
 * the answers take at a million merchants is measured by {@code deploy/bench reports}.
 */
class QuestionPlanTest {

    /** Enough that the planner decides as it does about a million: at a thousand it would rather read whole tables. */
    private static final int MERCHANTS = 10_000;

    private static final Set<String> SMALL = Set.of("walk_setting", "walk_slice_outcome", "alert_recorded", "api_key");

    private static final List<Question> QUESTIONS = Questions.ALL;

    private static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    /** Filled once for all tests of this class: they only read. */
    @BeforeAll
    static void fillTables() {
        database.empty();
        database.execute(Fleet.statements(MERCHANTS).toArray(String[]::new));
        // Once more: pages that a snapshot elsewhere kept from being all visible make an index-only scan look dear.
        database.execute("vacuum analyze");
    }

    @ParameterizedTest
    @FieldSource("QUESTIONS")
    void theAnswerStandsOnItsIndexes(Question question) throws Exception {
        // when
        var plan = plan(question);

        // then
        assertThat(plan.findValuesAsText("Index Name")).containsAll(question.indexes());
    }

    @ParameterizedTest
    @FieldSource("QUESTIONS")
    void noTableIsReadAsAWholeUnlessTheAnswerIsAboutEverybody(Question question) throws Exception {
        // when
        var plan = plan(question);

        // then
        if (!question.isOverEverybody()) {
            assertThat(tablesReadAsAWhole(plan)).isSubsetOf(SMALL);
        }
    }

    @Test
    void theFleetsHistoryLeadsToItsPresent() throws SQLException {
        // when
        var differences = database.rowsAs("catwalk_reporter", """
                with present as (
                  select merchant_appid, first_id, second_id, audit_status, audit_reason, status_since
                  from reporting.category_audit
                ),
                history as (
                  select merchant_appid, first_id, second_id, audit_status, audit_reason, status_since
                  from reporting.category_audit_as_of(now())
                )
                (table present except table history) union all (table history except table present)""");

        // then
        assertThat(differences).isEmpty();
    }

    /** The plan as a reader gets it: rights decide, among other things, whether a function is inlined. */
    private static JsonNode plan(Question question) throws SQLException, JsonProcessingException {
        var rows = database.rowsAs("catwalk_reporter", "explain (format json) " + question.sql());
        return new ObjectMapper().readTree((String) rows.getFirst().get("QUERY PLAN"));
    }

    private static Set<String> tablesReadAsAWhole(JsonNode plan) {
        return plan.findParents("Relation Name").stream()
                .filter(node -> node.path("Node Type").asText().equals("Seq Scan"))
                .map(node -> node.path("Relation Name").asText())
                .collect(Collectors.toSet());
    }
}
