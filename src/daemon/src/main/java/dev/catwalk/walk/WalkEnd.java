package dev.catwalk.walk;

import dev.catwalk.visit.WalkScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Closes walks whose slices are all done, and measures their time: {@code catwalk_walk_seconds}, on the node that closed it. */
@Singleton
class WalkEnd implements MeterBinder {
    private final WalkRows walks;
    private final Heartbeat heartbeat;
    private final MeterRegistry registry;

    WalkEnd(WalkRows walks, Heartbeat heartbeat, MeterRegistry registry) {
        this.heartbeat = heartbeat;
        this.walks = walks;
        this.registry = registry;
    }

    @Override
    public void bindTo(MeterRegistry ignored) {
        List.of(WalkScope.values()).forEach(this::timer);
    }

    /** @return false when some slice is not done, or the walk was closed before */
    boolean closeIfDone(long walkId) {
        Optional<WalkRows.Closed> closed = walks.close(walkId);
        closed.ifPresent(walk -> {
            timer(walk.scope()).record(walk.lasted());
            if (walk.scheduled() && walk.scope() == WalkScope.ALL) {
                heartbeat.ended(walks.report(walkId));
            }
        });
        return closed.isPresent();
    }

    private Timer timer(WalkScope scope) {
        return Timer.builder("catwalk.walk")
                .description("walks, from their start to the record of their last visit")
                .tag("scope", scope.code())
                .register(registry);
    }
}
