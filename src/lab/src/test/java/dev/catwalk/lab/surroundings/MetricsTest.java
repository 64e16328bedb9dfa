package dev.catwalk.lab.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics("""
            # TYPE catwalk_visits counter
            catwalk_visits_total{component="wxa",outcome="unchanged"} 41.0
            catwalk_visits_total{component="wxb",outcome="unchanged"} 1.0
            catwalk_visits_total{component="wxa",outcome="throttled"} 1.5E1
            catwalk_merchants{component="wxa",state="authorized"} NaN
            catwalk_merchants{component="wxb",state="authorized"} 3.0
            """);

    @Test
    void seriesWithTheLabelsAreSummed() {
        // when
        double unchanged = metrics.visits("unchanged");
        double ofOne = metrics.value("catwalk_visits_total", "component=\"wxa\"", "outcome=\"throttled\"")
                .getAsDouble();

        // then
        assertThat(unchanged).isEqualTo(42);
        assertThat(ofOne).isEqualTo(15);
        assertThat(metrics.visits()).isEqualTo(57);
    }

    @Test
    void oneWithoutAValueLeavesNone() {
        // when
        double merchants = metrics.value("catwalk_merchants").getAsDouble();

        // then
        assertThat(merchants).isNaN();
    }

    @Test
    void whatIsNotThereIsNoZero() {
        // when
        boolean isThere = metrics.value("catwalk_visits").isPresent();

        // then
        assertThat(isThere).isFalse();
        assertThat(metrics.visits("failed")).isZero();
    }
}
