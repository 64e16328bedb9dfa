package dev.catwalk.doctor;

import dev.catwalk.doctor.QuartzRows.Installed;
import dev.catwalk.schedule.Schedules;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.SchedulerException;

/** Whether a daemon runs, and whether the triggers in the database are those this configuration asks for, and alive. */
@Singleton
class SchedulesExamination implements Examination {
    private static final String DAEMON = "daemon";

    /** What is due waits for a free thread at most so long before Quartz counts it as missed. */
    private static final Duration LATE = Duration.ofMinutes(2);

    /** With many components there are as many rosters. */
    private static final int SHOWN = 6;

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private static final String RESTART = "restart the daemon, which installs its schedules anew";

    private final Schedules schedules;
    private final QuartzRows quartz;
    private final Clock clock;

    SchedulesExamination(Schedules schedules, QuartzRows quartz, Clock clock) {
        this.schedules = schedules;
        this.quartz = quartz;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "schedules";
    }

    @Override
    public List<Finding> findings() throws SchedulerException {
        long nodes = quartz.nodes();
        return Stream.concat(Stream.of(daemon(nodes)), triggers(nodes > 0).stream())
                .toList();
    }

    private static Finding daemon(long nodes) {
        return nodes > 0
                ? Finding.ok(DAEMON, nodes == 1 ? "one node is running" : nodes + " nodes are running")
                : Finding.warn(
                        DAEMON,
                        "no daemon is running",
                        "start it (catwalk serve); pushes are lost meanwhile and nothing is walked");
    }

    private List<Finding> triggers(boolean running) throws SchedulerException {
        Map<String, Optional<String>> wanted = schedules.wanted();
        Map<String, Installed> installed = quartz.triggers();
        if (installed.isEmpty() && !running) {
            return List.of(Finding.warn(
                    subject(), "none is installed yet", "start the daemon, which installs them at its first start"));
        }
        List<Finding> wrong = new ArrayList<>();
        wanted.forEach((name, cron) -> wrong(name, cron, Optional.ofNullable(installed.get(name)), running)
                .ifPresent(wrong::add));
        installed.keySet().stream()
                .filter(name -> !wanted.containsKey(name)
                        && !Schedules.ONCE.matcher(name).find())
                .map(name -> Finding.warn(
                        subject(),
                        name + ": is installed, and off in this configuration",
                        RESTART + "; or set it there, too"))
                .forEach(wrong::add);
        return wrong.isEmpty() ? List.of(Finding.ok(subject(), summary(wanted.size(), installed))) : wrong;
    }

    private Optional<Finding> wrong(
            String name, Optional<String> cron, Optional<Installed> installed, boolean running) {
        if (installed.isEmpty()) {
            String seen = name + ": is not installed";
            return Optional.of(
                    running
                            ? Finding.fail(subject(), seen, RESTART)
                            : Finding.warn(subject(), seen, "start the daemon"));
        }
        Installed trigger = installed.get();
        return switch (trigger.state()) {
            case "ERROR" ->
                Optional.of(Finding.fail(
                        subject(),
                        name + ": Quartz gave it up (state ERROR)",
                        "the daemon's log says why its job could not be created; then " + RESTART));
            case "PAUSED", "PAUSED_BLOCKED" ->
                Optional.of(Finding.fail(
                        subject(), name + ": is paused, which nothing of ours does", "resume it, or " + RESTART));
            default -> wrong(trigger, cron, running);
        };
    }

    private Optional<Finding> wrong(Installed trigger, Optional<String> cron, boolean running) {
        Optional<TimeZone> timeZone = cron.map(schedules::zoneOf).map(TimeZone::getTimeZone);
        String zone = timeZone.map(TimeZone::getID).orElse("");
        if (cron.isPresent() && trigger.cron().equals(cron) && !zone.equals(trigger.zone())) {
            return Optional.of(Finding.warn(
                    subject(),
                    trigger.name() + ": installed in zone " + trigger.zone() + ", this configuration says " + zone
                            + " (catwalk.schedule-zone)",
                    RESTART + "; was doctor run with another configuration than the daemon's?"));
        }
        if (!trigger.cron().equals(cron)) {
            return Optional.of(Finding.warn(
                    subject(),
                    trigger.name() + ": installed with " + trigger.cron().orElse("an interval")
                            + ", this configuration says " + cron.orElse("an interval"),
                    RESTART + "; was doctor run with another configuration than the daemon's?"));
        }
        if (trigger.nextFireAt().isEmpty()) {
            return Optional.of(Finding.fail(subject(), trigger.name() + ": will never fire again", RESTART));
        }
        Instant latest = cron.map(expression -> Schedules.dueAfter(clock.instant(), expression, timeZone.orElseThrow()))
                .orElseGet(() -> clock.instant().plus(trigger.interval()));
        if (trigger.nextFireAt().get().isAfter(latest.plus(LATE))) {
            return Optional.of(
                    Finding.warn(
                            subject(),
                            trigger.name() + ": is dated ahead, at "
                                    + trigger.nextFireAt().get().truncatedTo(ChronoUnit.SECONDS)
                                    + ": the clock of a node is, or was, ahead of this one's",
                            "synchronize the clocks of the nodes (NTP); a daemon corrects the dates of its schedules within half a minute, and at its start"));
        }
        boolean late = trigger.nextFireAt().get().isBefore(clock.instant().minus(LATE));
        return late && running
                ? Optional.of(Finding.warn(
                        subject(),
                        trigger.name() + ": is due since "
                                + trigger.nextFireAt().get().truncatedTo(ChronoUnit.SECONDS),
                        "is the node overloaded? its log and /q/health/ready; else " + RESTART))
                : Optional.empty();
    }

    private String summary(int wanted, Map<String, Installed> installed) {
        return wanted + " as configured; next in " + schedules.zone() + ": "
                + installed.values().stream()
                        .filter(trigger -> trigger.cron().isPresent()
                                && trigger.nextFireAt().isPresent())
                        .sorted(Comparator.comparing(
                                trigger -> trigger.nextFireAt().orElseThrow()))
                        .limit(SHOWN)
                        .map(next -> next.name() + " "
                                + WHEN.format(next.nextFireAt().orElseThrow().atZone(schedules.zone())))
                        .collect(Collectors.joining(", "));
    }
}
