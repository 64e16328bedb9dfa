package dev.catwalk.reporting;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each SQL panel of the dashboard that comes along runs with the rights that Grafana has. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../../deploy/grafana/dashboards/categories.json");

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    static List<Arguments> panels() throws IOException {
        JsonNode panels = new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels");
        return Stream.of(panels)
                .flatMap(all -> all.valueStream())
                .map(panel -> Arguments.of(
                        panel.path("title").asText(),
                        panel.path("targets").path(0).path("rawSql").asText()))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("panels")
    void panelIsAnswered(String title, String sql) {
        // given
        String asGrafanaSendsIt =
                sql.replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 between now() - interval '6 hours' and now()");

        // then
        assertThatCode(() -> database.rowsAs("catwalk_reporter", asGrafanaSendsIt))
                .doesNotThrowAnyException();
    }
}
