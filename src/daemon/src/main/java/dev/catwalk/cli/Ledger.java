package dev.catwalk.cli;

import dev.catwalk.visit.Outcome;
import dev.catwalk.walk.WalkReport;
import java.time.Duration;
import java.util.Arrays;

/** How a walk ended, as a table: the outcomes add up to the merchants of the walk. */
final class Ledger {
    private Ledger() {}

    static String of(WalkReport report) {
        StringBuilder text =
                new StringBuilder("walk %d %s%s%n%n".formatted(report.walkId(), report.state(), took(report)));
        text.append(line("outcome", "merchants"));
        Arrays.stream(Outcome.values())
                .map(Outcome::code)
                .filter(report.ledger()::containsKey)
                .forEach(outcome ->
                        text.append(line(outcome, report.ledger().get(outcome).toString())));
        return text.append(line("total", Integer.toString(report.visited())))
                .toString()
                .stripTrailing();
    }

    private static String took(WalkReport report) {
        return report.finishedAt()
                .map(finishedAt -> Duration.between(report.startedAt(), finishedAt))
                .map(took -> " in %.1f s".formatted(took.toMillis() / 1000.0))
                .orElse("");
    }

    private static String line(String outcome, String merchants) {
        return "%-14s %10s%n".formatted(outcome, merchants);
    }
}
