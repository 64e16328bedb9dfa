package dev.catwalk.visit;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.visit.SliceRows.SliceRef;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Which components' trouble this node met in which walk: slices that run side by side learn it from each other at once, and
 * not each by its own calls. The other nodes learn it from the table {@code walk_stop} as soon as a page is recorded.
 */
@Singleton
public class WalkStops {
    /** Only walks that run now matter, and there are never more than a few. */
    private static final int REMEMBERED = 100;

    /** No kind of trouble of the platform's, and nothing to alert. */
    private static final PlatformError NOT_CONFIGURED = PlatformError.withoutAnswer(
            ErrorKind.CIRCUIT_OPEN, "not asked, the component is not in the configuration any more");

    private final Components components;
    private final Shutdown stopping;
    private final LinkedHashMap<Stopped, PlatformError> stops = new LinkedHashMap<>();

    private record Stopped(long walkId, ComponentAppId component) {}

    WalkStops(Components components, Shutdown stopping) {
        this.components = components;
        this.stopping = stopping;
    }

    /** Whether no further merchant of the slice is to be called for. */
    boolean isOver(SliceRef slice) {
        return of(slice).isPresent() || isProcessEnding();
    }

    boolean isProcessEnding() {
        return stopping.isStopping();
    }

    synchronized void note(SliceRef slice, PlatformError why) {
        stops.putIfAbsent(new Stopped(slice.walkId(), slice.component()), why);
        if (stops.size() > REMEMBERED) {
            stops.pollFirstEntry();
        }
    }

    synchronized Optional<PlatformError> of(SliceRef slice) {
        return components.find(slice.component()).isEmpty()
                ? Optional.of(NOT_CONFIGURED)
                : Optional.ofNullable(stops.get(new Stopped(slice.walkId(), slice.component())));
    }
}
