package dev.catwalk.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

class ShutdownTest {
    private final Shutdown shutdown = new Shutdown((Scheduler) Proxy.newProxyInstance(
            Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (_, _, _) -> null));

    @Test
    void whatQuartzFiresWhenAllWorkWasWaitedForDoesNotBegin() {
        // given
        List<String> done = new ArrayList<>();
        shutdown.run(() -> done.add("before"));

        // when
        shutdown.onShutdown(null);
        shutdown.run(() -> done.add("after"));

        // then
        assertThat(done).containsExactly("before");
    }
}
