package dev.catwalk.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.SettableClock;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    static final ComponentAppId COMPONENT = new ComponentAppId(SignedPush.COMPONENT);

    final SettableClock clock = SettableClock.INSTANCE;
    final RefusalLog log = new RefusalLog(clock);

    @Test
    void eachReasonIsSaidOnceAMinuteWithTheNumberOfTheOthers() {
        try (RecordedLog recorded = new RecordedLog(RefusalLog.class)) {
            // given
            for (int i = 0; i < 1_000; i++) {
                log.refused(COMPONENT, Refusal.SIGNATURE);
            }
            log.refused(COMPONENT, Refusal.BODY);

            // when
            clock.advance(Duration.ofMinutes(1));
            log.refused(COMPONENT, Refusal.SIGNATURE);

            // then
            assertThat(recorded.lines(Level.WARNING))
                    .containsExactly(
                            "push refused; component=wx5a5a5a5a5a5a5a5a, reason=signature, suppressed=0",
                            "push refused; component=wx5a5a5a5a5a5a5a5a, reason=body, suppressed=0",
                            "push refused; component=wx5a5a5a5a5a5a5a5a, reason=signature, suppressed=999");
        }
    }

    @Test
    void aReasonIsSaidAgainWhenTheClockWasSetBack() {
        try (RecordedLog recorded = new RecordedLog(RefusalLog.class)) {
            // given
            log.refused(COMPONENT, Refusal.SIGNATURE);

            // when
            clock.setBack(Duration.ofHours(1), () -> log.refused(COMPONENT, Refusal.SIGNATURE));

            // then
            assertThat(recorded.lines(Level.WARNING)).hasSize(2);
        }
    }

    @Test
    void anUnknownAddressIsSaidOnceWhateverItIs() {
        try (RecordedLog recorded = new RecordedLog(RefusalLog.class)) {
            // when
            log.unknownComponent();
            log.unknownComponent();

            // then
            assertThat(recorded.lines(Level.WARNING)).hasSize(1);
        }
    }
}
