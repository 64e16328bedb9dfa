package dev.catwalk.lab.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SilenceAccountTest {
    private static final Instant START = Instant.parse("2027-10-20T10:00:00Z");

    private final SilenceAccount account = new SilenceAccount(null, START);

    @Test
    void eachStageOfASilenceIsReportedOnce() {
        // given
        account.ticketTaken(after(700));

        // then
        assertThat(wrongAt(700, 40, 120, 370, 540, 670)).isEmpty();
    }

    @Test
    void anAlarmBeforeThreeTicketsAreMissedIsFalse() {
        // given
        account.ticketTaken(after(10));
        account.ticketTaken(after(20));

        // then
        assertThat(wrongAt(60, 12)).singleElement().asString().startsWith("false or doubled");
    }

    @Test
    void tenAlarmsInOneSilenceAreNineTooMany() {
        // given
        account.ticketTaken(after(60));

        // then
        assertThat(wrongAt(60, IntStream.range(40, 50).toArray())).hasSize(9);
    }

    @Test
    void aSilenceThatIsOverBeforeItIsJudgedIsToldOf() {
        // given
        account.ticketTaken(after(50));
        account.ticketTaken(after(60));

        // then
        assertThat(wrongAt(60)).singleElement().asString().startsWith("0 alerts instead of 1");
    }

    @Test
    void whileNoDaemonListensNoTicketIsMissed() {
        // given
        account.away(after(20));
        account.back(after(60));

        // then
        assertThat(wrongAt(90)).isEmpty();
        assertThat(wrongAt(95, 70)).singleElement().asString().startsWith("false or doubled");
    }

    private List<String> wrongAt(int minutes, int... alerts) {
        List<String> wrong = new ArrayList<>();
        List<Instant> raised =
                IntStream.of(alerts).mapToObj(SilenceAccountTest::after).toList();
        account.judge(after(minutes), raised, wrong);
        return wrong;
    }

    private static Instant after(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }
}
