package dev.catwalk.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.network.ConcurrentCalls.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConcurrentCallsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int CONCURRENCY = 4;

    private final ConcurrentCalls calls = new ConcurrentCalls(CONCURRENCY);
    private final Semaphore answers = new Semaphore(0);

    @Test
    void aSmallWalkGetsItsShareOfTheCallsWhilePagesOfAWalkOverAllWait() {
        // given
        AtomicInteger ofFull = new AtomicInteger();
        AtomicInteger ofSmall = new AtomicInteger();
        int fullWhenSmallHadEnded;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int page = 0; page < 8; page++) {
                threads.submit(() -> read(Lane.FULL_WALK, 50, ofFull));
            }
            Awaitility.await().atMost(LIMIT).until(() -> ofFull.get() == CONCURRENCY);

            // when
            Future<?> small = threads.submit(() -> read(Lane.SMALL_WALK, 10, ofSmall));
            Awaitility.await("the small walk")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        answers.release();
                        return small.isDone();
                    });
            fullWhenSmallHadEnded = ofFull.get();
            answers.release(8 * 50);
        }

        // then
        assertThat(fullWhenSmallHadEnded).isLessThan(50);
    }

    private List<Integer> read(Lane lane, int page, AtomicInteger started) {
        return ConcurrentCalls.in(
                lane,
                () -> calls.map(IntStream.range(0, page).boxed().toList(), () -> false, item -> {
                    started.incrementAndGet();
                    answers.acquireUninterruptibly();
                    return item;
                }));
    }
}
