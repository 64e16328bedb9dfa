package dev.catwalk.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.bench.Targets.Target;
import dev.catwalk.lab.bench.WalkFigures.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which targets a run tells of, and whether they are met. */
class TargetsTest {
    private final Findings findings = new Findings(new Machine("", 2, 24, "", "", 0), 256);

    private void walked(String worker, WalkKind kind, int merchants, int latency, double perSecond, double cpu) {
        findings.walks.add(
                new WalkFigures(new Subject(worker, kind, merchants, latency), 1, perSecond, cpu, cpu, 0, 400, 300, 0));
    }

    private Target target(String beginning) {
        return Targets.measured(findings).stream()
                .filter(target -> target.what().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasNotMeasuredIsNotJudged() {
        assertThat(Targets.measured(findings)).isEmpty();
    }

    @Test
    void figuresOfOneRunAreJudgedBesideEachOther() {
        // given
        walked(BenchDaemon.NAME, WalkKind.UNCHANGED, 10_000, 0, 10_000, 0.08);
        walked(BenchDaemon.NAME, WalkKind.REFRESH, 10_000, 0, 4_000, 0.2);
        walked(BaselineProcess.NAME, WalkKind.UNCHANGED, 10_000, 0, 1_000, 0.8);
        walked(BenchDaemon.NAME, WalkKind.UNCHANGED, 1_000_000, 0, 8_000, 0.08);
        // when, then
        assertThat(target("unchanged merchants per second").met()).isTrue();
        assertThat(target("CPU s of the baseline").measured()).isEqualTo(10);
        assertThat(target("bytes of WAL").measured()).isEqualTo(100);
        assertThat(target("time per merchant").line()).contains("125.00").endsWith("MISSED by 9 %");
        assertThat(target("rate with a refresh").line()).contains("40.00").endsWith("MISSED by 11 %");
    }

    @Test
    void idealCountsEveryCall() {
        // given
        walked(BenchDaemon.NAME, WalkKind.UNCHANGED, 10_000, 50, 5_120, 0.1);
        WalkFigures refresh = new WalkFigures(
                new Subject(BenchDaemon.NAME, WalkKind.REFRESH, 10_000, 50), 1, 2_560, 0, 0, 0, 0, 0, 1);
        // when, then
        assertThat(target("unchanged at 50 ms").measured()).isEqualTo(100);
        assertThat(refresh.shareOfIdeal(256)).isEqualTo(1);
    }

    @Test
    void readinessIsTheMiddleOfTheStartsAfterTheFirst() {
        // given
        findings.readyAfterSeconds.addAll(List.of(9.0, 2.0, 4.0, 2.4));
        // when, then
        assertThat(target("ready after").measured()).isEqualTo(2.4);
        assertThat(target("ready after").met()).isTrue();
    }
}
