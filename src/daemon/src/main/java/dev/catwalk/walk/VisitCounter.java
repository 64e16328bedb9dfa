package dev.catwalk.walk;

import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.Components;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * {@code catwalk_visits_total}: recorded visits by outcome. Every outcome counts from zero at the start: Prometheus sees no
 * increase in a series that begins with its first failures.
 */
@Singleton
class VisitCounter implements MeterBinder {
    private static final List<String> OUTCOMES = List.of(
            "changed",
            "unchanged",
            "not_permitted",
            "not_supported",
            "revoked",
            "token_lost",
            "throttled",
            "deferred",
            "failed");

    private final Components components;
    private final MeterRegistry registry;

    VisitCounter(Components components, MeterRegistry registry) {
        this.components = components;
        this.registry = registry;
    }

    @Override
    public void bindTo(MeterRegistry ignored) {
        components.all().forEach(component -> OUTCOMES.forEach(outcome -> counter(component.appid(), outcome)));
    }

    void count(ComponentAppId component, Collection<VisitOutcome> outcomes) {
        outcomes.forEach(outcome -> counter(component, outcome.sql()).increment());
    }

    private Counter counter(ComponentAppId component, String outcome) {
        return Counter.builder("catwalk.visits")
                .description("visits that were recorded, by how they ended")
                .tags("component", component.value(), "outcome", outcome)
                .register(registry);
    }
}
