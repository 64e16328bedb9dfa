package dev.catwalk.push;

import dev.catwalk.platform.ComponentAppId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;

/**
 * {@code catwalk_pushes_total}: every request to the address of a configured component, by what became of it. The types are
 * those acted upon; all others count as {@code other}, so that nobody can make up new time series.
 */
@Singleton
class PushCounter {
    private static final String OTHER = "other";
    private static final Set<String> TYPES = Set.of(
            "component_verify_ticket",
            "authorized",
            "updateauthorized",
            "unauthorized",
            "notify_third_fasteregister",
            "wxa_category_audit");

    private final MeterRegistry registry;

    PushCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    void accepted(ComponentAppId component, PushContent content) {
        count(component, type(content), "accepted");
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
        count(component, OTHER, "refused_" + reason.name().toLowerCase(Locale.ROOT));
    }

    private void count(ComponentAppId component, String type, String result) {
        registry.counter("catwalk.pushes", "component", component.value(), "type", type, "result", result)
                .increment();
    }

    private static String type(PushContent content) {
        return content.type().filter(TYPES::contains).orElse(OTHER);
    }
}
