package dev.catwalk.cli;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.RosterRun;
import dev.catwalk.walk.WalkReport;
import dev.catwalk.walk.Walks;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The walk of the command line: lists the merchants if that was never done, starts or follows the walk, reports its end. */
@Singleton
@Unremovable
class WalkRun {
    private final ComponentStates states;
    private final KnownMerchants known;
    private final RosterRun rosters;
    private final Walks walks;

    /** @param merchants if any, the walk is over these and the scope does not matter */
    record Request(WalkScope scope, Optional<ComponentAppId> component, List<MerchantAppId> merchants) {
        Request {
            merchants = List.copyOf(merchants);
        }
    }

    WalkRun(ComponentStates states, KnownMerchants known, RosterRun rosters, Walks walks) {
        this.states = states;
        this.known = known;
        this.rosters = rosters;
        this.walks = walks;
    }

    int run(Request request) throws InterruptedException {
        try {
            return walk(request);
        } catch (PlatformException e) {
            System.err.println("catwalk: the merchants cannot be listed: " + e.getMessage());
            return ExitCode.STOPPED_BY_PLATFORM;
        }
    }

    private int walk(Request request) throws InterruptedException {
        states.register();
        List<ComponentAppId> components = known.components(request.component());
        if (!listMerchants(components)) {
            return leave();
        }
        WalkReport report = startAndFollow(request, components);
        return report.isRunning() ? leave() : end(report);
    }

    /** @return false when this process is to end */
    private boolean listMerchants(List<ComponentAppId> components) throws InterruptedException {
        for (ComponentAppId component : components) {
            if (states.rosterReadAt(component).isEmpty() && !listMerchants(component)) {
                return false;
            }
        }
        return true;
    }

    /** In another thread, since this one has to hear the signal; when it does, the end of the application ends the reading. */
    private boolean listMerchants(ComponentAppId component) throws InterruptedException {
        System.err.println("Listing the merchants of " + component + ", for the first time ...");
        FutureTask<RosterRun.Summary> reading = new FutureTask<>(() -> rosters.read(component));
        Thread.ofVirtual().name("roster").start(reading);
        while (!reading.isDone()) {
            if (StopSignals.requested()) {
                return false;
            }
            Thread.sleep(Progress.INTERVAL);
        }
        try {
            reading.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the merchants of " + component + " could not be listed", e);
        }
    }

    private WalkReport startAndFollow(Request request, List<ComponentAppId> components) throws InterruptedException {
        if (!request.merchants().isEmpty()) {
            List<MerchantRef> merchants = request.merchants().stream()
                    .flatMap(merchant -> known.find(merchant, components).stream())
                    .distinct()
                    .toList();
            return follow(walks.start(merchants));
        }
        return startOrFollow(request.scope(), components);
    }

    private WalkReport startOrFollow(WalkScope scope, List<ComponentAppId> components) throws InterruptedException {
        // Ends: once no walk is running, or one that covers these components, that is the one to follow.
        while (true) {
            Optional<Long> started = walks.start(scope, components);
            if (started.isPresent()) {
                return follow(started.get());
            }
            Optional<Long> running = walks.running(scope);
            if (running.isPresent()) {
                System.err.println("Walk " + running.get() + " of this scope is running already: following it.");
                WalkReport report = follow(running.get());
                if (report.isRunning() || walks.covers(running.get(), components)) {
                    return report;
                }
                System.err.println("It was over another component: starting the one asked for.");
            }
        }
    }

    private WalkReport follow(long walkId) throws InterruptedException {
        WalkReport report = walks.report(walkId);
        try (Progress progress = Progress.of(report)) {
            while (report.isRunning() && !StopSignals.requested()) {
                Thread.sleep(Progress.INTERVAL);
                report = walks.report(walkId);
                progress.show(report);
            }
        }
        return report;
    }

    private static int leave() {
        System.err.println("Stopping; another node or the next start does the rest.");
        return ExitCode.DONE;
    }

    private static int end(WalkReport report) {
        System.out.println(Ledger.of(report));
        if (report.isStopped()) {
            System.err.println("catwalk: the platform stopped the walk: "
                    + report.stopReason().orElse("no reason known"));
            return ExitCode.STOPPED_BY_PLATFORM;
        }
        return report.ledger().getOrDefault("failed", 0) > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }
}
