package dev.catwalk.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

class ShutdownTest {
    private final Shutdown shutdown = new Shutdown((Scheduler) Proxy.newProxyInstance(
            Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (_, _, _) -> null));

    @Test
    void whatQuartzFiresWhenAllWorkWasWaitedForDoesNotBegin() {
        // given
        Shutdown.Work before = shutdown.track();
        before.close();

        // when
        shutdown.onShutdown(null);

        // then
        assertThat(shutdown.track()).isNull();
    }
}
