package dev.catwalk.token;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code catwalk_token_refreshes_total}: attempts to refresh by kind and what came of them, each result from zero at the start. */
@Singleton
class RefreshCounter implements MeterBinder {
    private static final String COMPONENT = "component";
    private static final String AUTHORIZER = "authorizer";
    private static final String REFRESHED = "refreshed";
    private static final String LOST = "lost";
    private static final String STILL_LOST = "still_lost";
    private static final String FAILED = "failed";
    private static final String UNDECIDED = "undecided";

    private final MeterRegistry registry;

    RefreshCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void bindTo(MeterRegistry ignored) {
        List.of(REFRESHED, LOST, STILL_LOST, FAILED, UNDECIDED).forEach(result -> counter(AUTHORIZER, result));
        List.of(REFRESHED, FAILED).forEach(result -> counter(COMPONENT, result));
    }

    void countComponent(boolean refreshed) {
        counter(COMPONENT, refreshed ? REFRESHED : FAILED).increment();
    }

    void count(RefreshAttempt attempt) {
        counter(
                        AUTHORIZER,
                        switch (attempt) {
                            case RefreshAttempt.Succeeded ignored -> REFRESHED;
                            case RefreshAttempt.NoToken(var leased, var _, var _) ->
                                leased.refusedAt() == null ? LOST : STILL_LOST;
                            case RefreshAttempt.Failed ignored -> FAILED;
                            case RefreshAttempt.Undecided ignored -> UNDECIDED;
                        })
                .increment();
    }

    private Counter counter(String kind, String result) {
        return Counter.builder("catwalk.token.refreshes")
                .description("refreshes of access tokens, by result")
                .tags("kind", kind, "result", result)
                .register(registry);
    }
}
