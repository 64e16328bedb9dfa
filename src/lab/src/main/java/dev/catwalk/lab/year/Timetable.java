package dev.catwalk.lab.year;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.quartz.CronExpression;

/** When the cron triggers that the daemon installed are due: as Quartz works it out, from the time before. */
final class Timetable {
    private final Map<String, CronExpression> crons = new TreeMap<>();
    private final Map<String, Instant> next = new TreeMap<>();

    /** A trigger and the time it is due for. */
    record Due(String trigger, Instant at) {}

    private static final String CRONS = """
            select trigger_name, cron_expression, time_zone_id from quartz.qrtz_cron_triggers where trigger_group = 'schedule'
            """;

    /** By trigger, its cron expression and zone. */
    Map<String, String> expressions() {
        Map<String, String> expressions = new TreeMap<>();
        crons.forEach((trigger, cron) -> expressions.put(
                trigger, cron.getCronExpression() + " " + cron.getTimeZone().getID()));
        return expressions;
    }

    /** Takes over what the triggers are now; what has not changed stays due when it was. */
    void read(Handle database, Instant now) {
        Map<String, CronExpression> before = Map.copyOf(crons);
        crons.clear();
        database.createQuery(CRONS)
                .map((row, _) -> crons.put(row.getString(1), cron(row.getString(2), row.getString(3))))
                .list();
        next.keySet().retainAll(crons.keySet());
        crons.forEach((trigger, cron) -> {
            if (!before.containsKey(trigger)
                    || !before.get(trigger).getCronExpression().equals(cron.getCronExpression())) {
                advance(trigger, now);
            }
        });
    }

    private static CronExpression cron(String expression, String zone) {
        try {
            CronExpression cron = new CronExpression(expression);
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            return cron;
        } catch (ParseException e) {
            throw new IllegalStateException("stored cron expression " + expression, e);
        }
    }

    private void advance(String trigger, Instant after) {
        next.put(
                trigger,
                crons.get(trigger).getNextValidTimeAfter(Date.from(after)).toInstant());
    }

    /** When anything is due next; empty when nothing has a schedule. */
    Optional<Instant> next() {
        return next.values().stream().min(Comparator.naturalOrder());
    }

    /** What is due by now. What was missed, since no daemon ran, is due once. */
    List<Due> take(Instant now) {
        List<Due> due = new ArrayList<>();
        for (String trigger : crons.keySet()) {
            Instant at = next.get(trigger);
            if (!at.isAfter(now)) {
                due.add(new Due(trigger, at));
                advance(trigger, at);
                if (!next.get(trigger).isAfter(now)) {
                    advance(trigger, now);
                }
            }
        }
        return due;
    }
}
