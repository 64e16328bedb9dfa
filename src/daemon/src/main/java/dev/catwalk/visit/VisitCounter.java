package dev.catwalk.visit;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.EnumSet;

/**
 * {@code catwalk_visits_total}: recorded visits by outcome. Every outcome counts from zero at the start: Prometheus sees no
 * increase in a series that begins with its first failures.
 */
@Singleton
class VisitCounter implements MeterBinder {
    private final Components components;
    private final MeterRegistry registry;

    VisitCounter(Components components, MeterRegistry registry) {
        this.components = components;
        this.registry = registry;
    }

    @Override
    public void bindTo(MeterRegistry ignored) {
        components.all().forEach(component -> EnumSet.allOf(Outcome.class)
                .forEach(outcome -> counter(component.appid(), outcome)));
    }

    void count(ComponentAppId component, Collection<VisitOutcome> outcomes) {
        outcomes.forEach(outcome -> counter(component, outcome.outcome()).increment());
    }

    private Counter counter(ComponentAppId component, Outcome outcome) {
        return Counter.builder("catwalk.visits")
                .description("visits that were recorded, by how they ended")
                .tags("component", component.value(), "outcome", outcome.code())
                .register(registry);
    }
}
