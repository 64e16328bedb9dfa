package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PatientQuestionTest {
    private static final Duration MINUTES = Duration.ofMinutes(5);

    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final PatientQuestion<String> question = new PatientQuestion<>(this::hang, Duration.ofMillis(300));

    @Test
    void questionWithoutAnswerIsGivenUpAndNotAskedTwiceAtOnce() {
        // when
        assertThatThrownBy(question::answer).hasMessageContaining("no answer within 300 ms");
        assertThatThrownBy(question::answer).hasMessageContaining("no answer within 300 ms");

        // then
        assertThat(asked).hasValue(1);
        assertThat(question.known()).isEmpty();

        // when
        answered.countDown();

        // then
        Awaitility.await().until(() -> question.known().isPresent());
        assertThat(question.answer()).isEqualTo("answer");
    }

    private String hang() throws InterruptedException {
        asked.incrementAndGet();
        answered.await();
        return "answer";
    }

    @Test
    void anAnswerStandsInForOneThatIsLateAndNobodyWaitsAnew() {
        // given
        PatientQuestion<String> late =
                new PatientQuestion<>(() -> asked.get() == 0 ? asked() : hang(), Duration.ofMillis(300), MINUTES);
        late.answer();

        // then
        assertTimeout(
                Duration.ofSeconds(3),
                () -> assertThat(Stream.generate(late::answer).limit(20)).containsOnly("asked"));

        // when
        answered.countDown();

        // then
        Awaitility.await().until(() -> late.answer().equals("answer"));
    }

    @Test
    void noAnswerStandsInOnceTheQuestionFailed() {
        // given
        PatientQuestion<String> failing = new PatientQuestion<>(
                () -> switch (asked.incrementAndGet()) {
                    case 1 -> "answer";
                    case 2 -> throw new IllegalStateException("the database is away");
                    default -> hang();
                },
                Duration.ofMillis(300),
                MINUTES);

        // then
        assertThat(failing.answer()).isEqualTo("answer");
        assertThatThrownBy(failing::answer).hasMessageContaining("no answer");
        assertThatThrownBy(failing::answer).hasMessageContaining("no answer within 300 ms");
    }

    private String asked() {
        asked.incrementAndGet();
        return "asked";
    }
}
