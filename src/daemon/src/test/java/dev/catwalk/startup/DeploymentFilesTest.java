package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What nobody notices when it grows apart: the names that files under deploy/ share with the daemon and with each other. */
class DeploymentFilesTest {
    private static final Path DEPLOY = Path.of("../../deploy");
    private static final String RULE = "- alert: (\\w+)";

    private final KnownProperties known = new KnownProperties();

    @Test
    void everyPropertyThatIsNamedExists() {
        // when
        List<String> names = found(
                "\\bcatwalk\\.(?:component|platform|token|merchant|walk|push|alert)\\.[a-z-]+(?:\\.[a-z-]+)*", files());
        List<String> variables = found("\\bCATWALK_[A-Z_]+", files());

        // then
        assertThat(names).isNotEmpty().allMatch(known::contains);
        assertThat(variables).isNotEmpty().allMatch(known::containsVariable);
    }

    @Test
    void everyRuleHasItsRowInTheRunbookAndNamesIt() {
        // given
        List<String> rules = found(RULE, Stream.of("prometheus/rules.yaml"));

        // then
        assertThat(found("<a id=\"(\\w+)\">", Stream.of("RUNBOOK.md")))
                .containsExactlyInAnyOrderElementsOf(rules)
                .isNotEmpty();
        assertThat(found("<a id=\"\\w+\"></a>`(\\w+)`", Stream.of("RUNBOOK.md")))
                .containsExactlyInAnyOrderElementsOf(rules);
        assertThat(found("runbook: deploy/RUNBOOK\\.md#(\\w+)", Stream.of("prometheus/rules.yaml")))
                .isEqualTo(rules);
    }

    @Test
    void everyRuleIsSeenFiringInATest() {
        // when
        List<String> seen = found(
                "alertname: (\\w+)\\s+exp_alerts:\\s+(?:\\[\\{|- exp_labels)", Stream.of("prometheus/rules.test.yaml"));

        // then
        assertThat(seen).containsAll(found(RULE, Stream.of("prometheus/rules.yaml")));
    }

    @Test
    void aClusterLetsAMigrationEnd() {
        // given
        String file = "kubernetes/base/deployment.yaml";
        String probe = "startupProbe:\\s+httpGet: .+\\s+";

        // when
        int period = number(probe + "periodSeconds: (\\d+)", file);
        int failures = number(probe + "periodSeconds: \\d+\\s+failureThreshold: (\\d+)", file);

        // then
        assertThat(period * failures).isGreaterThanOrEqualTo(Database.LONGEST_MIGRATION);
    }

    private static int number(String expression, String file) {
        return Integer.parseInt(found(expression, Stream.of(file)).getFirst());
    }

    private static Stream<String> files() {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files
                    .filter(Files::isRegularFile)
                    // Somebody's own.
                    .filter(file -> !file.startsWith(DEPLOY.resolve("compose/secrets")))
                    .map(file -> DEPLOY.relativize(file).toString())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the first group matches, else the whole expression. */
    private static List<String> found(String expression, Stream<String> files) {
        return files.flatMap(
                        file -> Pattern.compile(expression).matcher(read(file)).results())
                .map((MatchResult match) -> match.groupCount() == 0 ? match.group() : match.group(1))
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(DEPLOY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
