package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PatientQuestionTest {
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
}
