package dev.catwalk.schedule;

import dev.catwalk.database.RepeatedWork;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives back triggers that Quartz took and does not know of: the transaction in which it took them was committed, and the answer
 * was lost with the connection. As long as its node lives nothing else would, and what such a trigger starts would never start
 * again. On a thread of its own, since upkeep's trigger may be the one.
 *
 * <p>It also lets Quartz recover what a node fired that has no check-in: one that another node took for dead while it stood
 * still, and that died before its next check-in. Quartz looks for such a node only when a node starts.
 */
@Singleton
public class ForgottenTriggers {
    private static final Logger LOG = Logger.getLogger(ForgottenTriggers.class);

    /** Quartz takes a trigger at most a second before its time and fires it then; what is taken over two looks is forgotten. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Jdbi jdbi;
    private final RepeatedWork repeated;
    private Set<String> takenBefore = Set.of();
    private Set<String> withoutCheckInBefore = Set.of();

    ForgottenTriggers(Jdbi jdbi, RepeatedWork repeated) {
        this.jdbi = jdbi;
        this.repeated = repeated;
    }

    /** Looks every half minute until the process ends. */
    public void begin() {
        repeated.begin("forgotten-triggers", PAUSE, this::look);
    }

    private void look() {
        try {
            activate();
            reportDead();
        } catch (RuntimeException e) {
            LOG.debug("the triggers could not be read; the next check reads them", e);
        }
    }

    private static final String TAKEN = "select entry_id from quartz.qrtz_fired_triggers where state = 'ACQUIRED'";

    /** @return how many were given back */
    int activate() {
        Set<String> taken = new HashSet<>(jdbi.withHandle(
                handle -> handle.createQuery(TAKEN).mapTo(String.class).list()));
        List<String> forgotten = taken.stream().filter(takenBefore::contains).toList();
        takenBefore = taken;
        if (forgotten.isEmpty()) {
            return 0;
        }
        int given = QuarkusTransaction.requiringNew().call(() -> giveBack(forgotten));
        LOG.warnf("triggers that the scheduler lost with a connection are waiting again; triggers=%d", given);
        return given;
    }

    private static final String WITHOUT_CHECK_IN = """
            select distinct f.instance_name from quartz.qrtz_fired_triggers f
            where not exists (
              select from quartz.qrtz_scheduler_state n where n.sched_name = f.sched_name and n.instance_name = f.instance_name)
            """;

    private static final String REPORT_DEAD = """
            insert into quartz.qrtz_scheduler_state (sched_name, instance_name, last_checkin_time, checkin_interval)
            select distinct sched_name, instance_name, 0, 0 from quartz.qrtz_fired_triggers where instance_name = any(:nodes)
            on conflict do nothing
            """;

    /**
     * A node that lives checks in every second, so one without a check-in at two looks is dead. It is reported to Quartz with a
     * check-in of long ago.
     */
    void reportDead() {
        Set<String> withoutCheckIn = new HashSet<>(jdbi.withHandle(handle ->
                handle.createQuery(WITHOUT_CHECK_IN).mapTo(String.class).list()));
        List<String> dead =
                withoutCheckIn.stream().filter(withoutCheckInBefore::contains).toList();
        withoutCheckInBefore = withoutCheckIn;
        if (!dead.isEmpty()) {
            jdbi.useHandle(handle -> handle.createUpdate(REPORT_DEAD)
                    .bindArray("nodes", String.class, dead)
                    .execute());
        }
    }

    // Quartz' own lock: it never fires a trigger that is given back at the same moment, since it looks again under
    // this lock.
    private static final String LOCK = """
            select lock_name from quartz.qrtz_locks where lock_name = 'TRIGGER_ACCESS' order by sched_name for update
            """;

    private static final String GIVE_BACK = """
            with forgotten as (
              delete from quartz.qrtz_fired_triggers where state = 'ACQUIRED' and entry_id = any(:entries)
              returning sched_name, trigger_name, trigger_group)
            update quartz.qrtz_triggers t set trigger_state = 'WAITING' from forgotten f
            where t.sched_name = f.sched_name and t.trigger_name = f.trigger_name and t.trigger_group = f.trigger_group
              and t.trigger_state = 'ACQUIRED'
            """;

    private int giveBack(List<String> entries) {
        return jdbi.withHandle(handle -> {
            handle.execute(LOCK);
            return handle.createUpdate(GIVE_BACK)
                    .bindArray("entries", String.class, entries)
                    .execute();
        });
    }
}
