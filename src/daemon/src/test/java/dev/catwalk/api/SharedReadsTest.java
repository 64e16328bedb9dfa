package dev.catwalk.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.api.SharedReads.Wanted;
import dev.catwalk.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SharedReadsTest {
    private static final SettableClock CLOCK = SettableClock.INSTANCE;

    private final SharedReads<String, Integer> reads =
            new SharedReads<>(1, Duration.ofSeconds(5), Duration.ofMinutes(5), CLOCK);
    private final AtomicInteger readings = new AtomicInteger();

    @Test
    void aValueIsReadAgainWhenItIsNotFreshOrTheClockWasSetBack() {
        // given
        List<Integer> values = new ArrayList<>();

        // when
        values.add(get());
        values.add(get());
        CLOCK.advance(Duration.ofSeconds(5));
        values.add(get());
        CLOCK.setBack(Duration.ofHours(1), () -> {
            values.add(get());
            values.add(get());
        });

        // then
        assertThat(values).containsExactly(1, 1, 2, 3, 3);
    }

    @Test
    @Timeout(10)
    void whoWantsMoreThanTheLastValueDoesNotWaitForLongWhileAReadingHangs() {
        // given
        int last = get();
        CountDownLatch hanging = new CountDownLatch(1);

        // when
        int given = reads.get("key", new Wanted<>(_ -> false, _ -> true), () -> {
            hang(hanging);
            return readings.incrementAndGet();
        });
        hanging.countDown();

        // then
        assertThat(given).isEqualTo(last);
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int get() {
        // The last value is of no use when it is not enough: a slow machine would be given it instead of the next.
        return reads.get("key", new Wanted<>(_ -> true, _ -> false), readings::incrementAndGet);
    }
}
