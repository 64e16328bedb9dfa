package dev.catwalk.lab.year;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Each silence between two verify tickets that lasts is reported, stage by stage, each stage once, and no other is. Only while a
 * daemon listens can a ticket be missed.
 */
final class SilenceAccount {
    /** Three tickets missed, two hours of silence, and of the last ticket's twelve hours six, three, one and none left. */
    private static final List<Duration> STAGES =
            Stream.of(30, 120, 360, 540, 660, 720).map(Duration::ofMinutes).toList();

    /** One turn of the watch, in which the other nodes are away, too. */
    private static final Duration TO_REPORT = Duration.ofMinutes(11);

    /**
     * After ten minutes without a daemon the next one listens only since its start, which takes a while itself. After a shorter
     * pause it may count on, and need not.
     */
    private static final Duration LONG_ABSENCE = Duration.ofMinutes(15);

    private final Scene scene;

    /** The last one lasts. */
    private final List<Gap> gaps = new ArrayList<>();

    /** Null while a daemon listens. */
    private Instant awaySince;

    private long lastAlert;

    /** From one ticket that the daemon took to the next. */
    private static final class Gap {
        private final Instant from;
        /** When a daemon listened again, after a pause long enough to make it count anew. */
        private final List<Instant> returns = new ArrayList<>();

        private Instant unbrokenSince;
        private Duration longestUnbroken = Duration.ZERO;
        private boolean broken;
        private boolean restored;
        private int alerts;

        Gap(Instant from) {
            this.from = from;
            this.unbrokenSince = from;
        }

        void breakAt(Instant at) {
            Duration unbroken = Duration.between(unbrokenSince, at);
            longestUnbroken = unbroken.compareTo(longestUnbroken) > 0 ? unbroken : longestUnbroken;
        }

        Instant listeningSince(Instant at) {
            return returns.stream().filter(one -> !one.isAfter(at)).reduce(from, (_, last) -> last);
        }

        /** How many stages had the time to be reported. What a backup knew of reports may be of another silence. */
        long due() {
            long reached = STAGES.stream()
                    .filter(stage -> stage.plus(TO_REPORT).compareTo(longestUnbroken) <= 0)
                    .count();
            return restored ? 0 : broken ? Math.min(1, reached) : reached;
        }
    }

    /** @param start from then on tickets are awaited */
    SilenceAccount(Scene scene, Instant start) {
        this.scene = scene;
        gaps.add(new Gap(start));
    }

    // What happens

    void ticketTaken(Instant at) {
        lasting().breakAt(at);
        gaps.add(new Gap(at));
    }

    /** From now on no daemon listens, or none can store a ticket. */
    void away(Instant at) {
        if (awaySince == null) {
            awaySince = at;
            lasting().breakAt(at);
        }
    }

    /** A daemon listens again. */
    void back(Instant at) {
        if (awaySince == null) {
            return;
        }
        Gap gap = lasting();
        gap.broken = true;
        gap.unbrokenSince = at;
        if (Duration.between(awaySince, at).compareTo(LONG_ABSENCE) >= 0) {
            gap.returns.add(at);
        }
        awaySince = null;
    }

    /** Of what was reported since the backup nothing is known any more. To be called before a daemon listens again. */
    void restore() {
        lastAlert = lastAlertStored();
        gaps.forEach(gap -> gap.restored = true);
        lasting().alerts = 0;
    }

    /** Since when a daemon has listened without a break, and without getting a ticket. */
    Instant silentSince() {
        return lasting().unbrokenSince;
    }

    private Gap lasting() {
        return gaps.getLast();
    }

    // What is reported

    private static final String LAST = "select coalesce(max(alert_id), 0) from reporting.alert";

    private long lastAlertStored() {
        return scene.database().handle().createQuery(LAST).mapTo(Long.class).one();
    }

    private static final String OVERDUE = """
            select distinct alert_id, raised_at from reporting.alert where type = 'platform.ticket_overdue' and alert_id > ? order by alert_id
            """;

    void judge(Instant now, List<String> wrong) {
        List<Instant> raised = scene.database()
                .handle()
                .select(OVERDUE, lastAlert)
                .map((row, _) -> row.getTimestamp(2).toInstant())
                .list();
        lastAlert = lastAlertStored();
        judge(now, raised, wrong);
    }

    /** @param raised since the last judgement; by the database's clock, which may be wrong */
    void judge(Instant now, List<Instant> raised, List<String> wrong) {
        for (Instant at : raised) {
            Gap gap = gapAt(at.minus(Excuses.CLOCKS_DIFFER));
            Duration least = STAGES.get(Math.min(gap.alerts, STAGES.size() - 1));
            gap.alerts++;
            Instant latest = at.plus(Excuses.CLOCKS_DIFFER);
            if (gap.alerts > STAGES.size()
                    || latest.isBefore(gap.from.plus(least))
                    || latest.isBefore(gap.listeningSince(at).plus(STAGES.getFirst()))) {
                wrong.add(
                        "false or doubled: alert %d of a silence of tickets since %s, at %s; a daemon listens since %s"
                                .formatted(gap.alerts, gap.from, at, gap.listeningSince(at)));
            }
        }
        if (awaySince == null) {
            lasting().breakAt(now);
        }
        for (Gap gap : gaps) {
            if (gap.alerts < gap.due()) {
                wrong.add("%d alerts instead of %d of a silence of tickets since %s"
                        .formatted(gap.alerts, gap.due(), gap.from));
            }
        }
        // The one before may still be told of by a clock that is ahead.
        gaps.subList(0, Math.max(0, gaps.size() - 2)).clear();
    }

    private Gap gapAt(Instant at) {
        return gaps.reversed().stream()
                .filter(gap -> !gap.from.isAfter(at))
                .findFirst()
                .orElse(gaps.getFirst());
    }
}
