package dev.catwalk.push;

import io.quarkus.quartz.Nonconcurrent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Looks after the inbox, on one node of the cluster at a time; each push is also taken up as soon as it was answered. */
class PushSchedule {
    private final PushProcessing processing;

    PushSchedule(PushProcessing processing) {
        this.processing = processing;
    }

    @Scheduled(every = "5s", identity = "push-inbox")
    @Nonconcurrent
    @RunOnVirtualThread
    void sweep() {
        processing.sweep();
    }
}
