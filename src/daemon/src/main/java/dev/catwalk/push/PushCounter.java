package dev.catwalk.push;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code catwalk_pushes_total}: every request to the address of a configured component, by what became of it. The types are
 * those acted upon; all others count as {@code other}, so that a stranger cannot create new time series.
 */
@Singleton
class PushCounter implements MeterBinder {
    private static final String OTHER = "other";
    private static final String ACCEPTED = "accepted";
    private static final Set<String> TYPES = Set.of(
            "component_verify_ticket",
            "authorized",
            "updateauthorized",
            "unauthorized",
            "notify_third_fasteregister",
            "wxa_category_audit");

    private final Components components;
    private final MeterRegistry registry;

    PushCounter(Components components, MeterRegistry registry) {
        this.components = components;
        this.registry = registry;
    }

    /** From zero at the start: Prometheus sees no increase in a series that begins with its first refusal. */
    @Override
    public void bindTo(MeterRegistry ignored) {
        for (Component component : components.all()) {
            TYPES.forEach(type -> counter(component.appid(), type, ACCEPTED));
            Stream.of(Refusal.values())
                    .filter(reason -> !reason.isAcknowledged())
                    .forEach(reason -> counter(component.appid(), OTHER, refused(reason)));
        }
    }

    void accepted(ComponentAppId component, PushContent content) {
        count(component, type(content), ACCEPTED);
    }

    void duplicate(ComponentAppId component, PushContent content) {
        count(component, type(content), "duplicate");
    }

    void ignored(ComponentAppId component, PushContent content) {
        count(component, type(content), "ignored");
    }

    void notStored(ComponentAppId component, PushContent content) {
        count(component, type(content), "not_stored");
    }

    /** What a refused request claims to be is not believed. */
    void refused(ComponentAppId component, Refusal reason) {
        count(component, OTHER, refused(reason));
    }

    private void count(ComponentAppId component, String type, String result) {
        counter(component, type, result).increment();
    }

    private Counter counter(ComponentAppId component, String type, String result) {
        return Counter.builder("catwalk.pushes")
                .description("pushes that arrived, by what became of them")
                .tags("component", component.value(), "type", type, "result", result)
                .register(registry);
    }

    private static String refused(Refusal reason) {
        return "refused_" + reason.word();
    }

    private static String type(PushContent content) {
        return content.type().filter(TYPES::contains).orElse(OTHER);
    }
}
