package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.Scope;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.startup.Finding;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ApiExaminationTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;

    @Inject
    Worker worker;

    @Inject
    ApiKeys keys;

    @Inject
    ApiExamination examination;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
    }

    @Test
    void anApiThatIsOffAndHasNoKeysIsNotMentioned() {
        // given
        create("old", Optional.empty());
        keys.revoke("old");

        // then
        assertThat(examination.findings()).isEmpty();
    }

    @Test
    void keysThatExpireSoonOrAreOfNoUseAreNamed() {
        // given
        create("shop", Optional.of(Duration.ofDays(20)));
        create("reports", Optional.empty());

        // when
        List<Finding> fresh = examination.findings();
        worker.jdbi()
                .useHandle(handle ->
                        handle.execute("update app.api_key set last_used_at = created_at where key_name = 'shop'"));
        CLOCK.advance(Duration.ofDays(8));
        List<Finding> later = examination.findings();
        CLOCK.advance(Duration.ofDays(12));
        List<Finding> expired = examination.findings();

        // then
        assertThat(fresh).extracting(Finding::seen).containsExactly("2 keys are valid, and the API is off");
        assertThat(later)
                .extracting(Finding::seen)
                .satisfiesExactly(
                        _ -> {},
                        soon -> assertThat(soon).matches("keys that expire within 14 days: shop \\(\\S+Z\\)"),
                        unused -> assertThat(unused)
                                .isEqualTo(
                                        "keys that were never used, 7 days and longer after they were made: reports"));
        assertThat(later).extracting(Finding::status).containsOnly(Finding.Status.WARN);
        assertThat(expired).extracting(Finding::seen).noneMatch(seen -> seen.contains("shop"));
    }

    private void create(String name, Optional<Duration> life) {
        keys.create(new Terms(name, Set.of(Scope.READ), Bounds.NONE, life.map(CLOCK.instant()::plus)));
    }
}
