package dev.catwalk.testing;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.merchant.ComponentStates;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.token.VerifyTickets;
import dev.catwalk.visit.WalkScope;
import dev.catwalk.walk.RosterRun;
import dev.catwalk.walk.WalkReport;
import dev.catwalk.walk.Walks;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Hands on the running worker and its platform. {@link #begin} at the start of each test makes both new. */
@Singleton
public class Worker {
    public static final ComponentAppId COMPONENT = new ComponentAppId(ComponentCredentials.DEFAULT.appid());
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Jdbi jdbi = Jdbi.create(CatwalkTestResource.ownersDatabase());
    private final Jdbi sessions = Jdbi.create(CatwalkTestResource.ownersSessions());
    private final DatabaseTime time;
    private final Scheduler scheduler;
    private final ComponentStates components;
    private final VerifyTickets tickets;
    private final RosterRun roster;
    private final Walks walks;
    private final Merchants merchants;
    private SimulatedPlatform platform;

    Worker(
            DatabaseTime time,
            Scheduler scheduler,
            ComponentStates components,
            VerifyTickets tickets,
            RosterRun roster,
            Walks walks,
            Merchants merchants) {
        this.time = time;
        this.scheduler = scheduler;
        this.components = components;
        this.tickets = tickets;
        this.roster = roster;
        this.walks = walks;
        this.merchants = merchants;
    }

    /**
     * Deletes all rows but those of migrations, once no transaction writes any more. Tests leave few, for which truncating costs
     * twenty times as much. Keys and triggers rest meanwhile, so that the order of tables does not matter.
     */
    public static final String EMPTY_TABLES = """
            do $$
            declare
              untouched constant text[] := '{flyway_schema_history,exclusive_work,walk_setting}';
              one text;
            begin
              execute (select 'lock table ' || string_agg(format('app.%I', tablename), ', ') || ' in share row exclusive mode'
                from pg_tables where schemaname = 'app' and tablename <> all (untouched));
              perform set_config('session_replication_role', 'replica', true);
              for one in select tablename from pg_tables where schemaname = 'app' and tablename <> all (untouched) loop
                execute format('delete from app.%I', one);
              end loop;
            end
            $$""";

    /** An empty database, and a platform with these options on the worker's port and clock. */
    public SimulatedPlatform begin(SimulatorOptions.Builder options) {
        close();
        try {
            scheduler.clear();
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
        sessions.useTransaction(handle -> {
            // What still runs of the test before gives way, and not this test.
            handle.execute("set local deadlock_timeout = '1min'");
            handle.execute(EMPTY_TABLES);
        });
        time.runAhead(Duration.ZERO);
        components.register();
        platform = SimulatedPlatform.start(options.port(CatwalkTestResource.PLATFORM_PORT)
                .clock(SettableClock.INSTANCE)
                .ticketInterval(Duration.ZERO)
                .build());
        return platform;
    }

    /** As {@link #begin}, with ticket and roster. */
    public SimulatedPlatform beginKnowing(SimulatorOptions.Builder options) {
        begin(options);
        takeTicket();
        readRoster();
        awaitWalks();
        return platform;
    }

    @PreDestroy
    void close() {
        if (platform != null) {
            platform.close();
            platform = null;
        }
    }

    /** What a ticket push stores. */
    public void takeTicket() {
        tickets.store(COMPONENT, new VerifyTicket(platform.component().ticket()), SettableClock.INSTANCE.instant());
    }

    /** The first roster starts a walk over all. */
    public RosterRun.Summary readRoster() {
        return roster.activate(COMPONENT, () -> {});
    }

    /** A walk from its plan to its end. */
    public WalkReport walk(WalkScope scope) {
        return await(walks.start(scope, List.of(COMPONENT))
                .orElseThrow(() -> new AssertionError("a walk of scope " + scope + " is still running")));
    }

    public WalkReport walk(SimulatedMerchant merchant) {
        return await(walks.start(List.of(ref(merchant))));
    }

    public WalkReport await(long walkId) {
        return Awaitility.await("the end of walk " + walkId)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> walks.report(walkId), report -> !report.isRunning());
    }

    /** Returns when no walk is running. */
    public void awaitWalks() {
        Awaitility.await("the end of all walks")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> rows("select walk_id from reporting.walk where state = 'running'")
                        .isEmpty());
    }

    public MerchantRef ref(SimulatedMerchant merchant) {
        return merchants.find(COMPONENT, new MerchantAppId(merchant.appid())).orElseThrow();
    }

    private static final String END_SESSIONS =
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'catwalk_app'";

    /** The worker has no database until this is closed. */
    public AutoCloseable withoutDatabase() {
        jdbi.useHandle(handle -> handle.execute("alter role catwalk_app nologin"));
        Awaitility.await("the end of the worker's sessions").atMost(LIMIT).until(() -> rows(END_SESSIONS)
                .isEmpty());
        return () -> jdbi.useHandle(handle -> handle.execute("alter role catwalk_app login"));
    }

    /** Rows as a reader of the database sees them. */
    public List<Map<String, Object>> rows(String sql, Object... arguments) {
        return sessions.withHandle(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < arguments.length; i++) {
                query.bind(i, arguments[i]);
            }
            return query.mapToMap().list();
        });
    }

    public Object value(String sql, Object... arguments) {
        return rows(sql, arguments).getFirst().values().iterator().next();
    }

    private static final String IDLE_TRANSACTIONS = """
            select count(*) from pg_stat_activity
            where usename = 'catwalk_app' and application_name = 'catwalk' and state like 'idle in transaction%'
              and query not like '%quartz.%'
            """;

    /** Transactions of the worker that wait for something else than the database. */
    public long idleTransactions() {
        return (Long) value(IDLE_TRANSACTIONS);
    }

    private static final String WAITING = """
            select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%' || ? || '%'
            """;

    /** How many statements about a table wait for a lock. Quartz may wait for one of its own at any time. */
    public long waitingFor(String table) {
        return (Long) value(WAITING, table);
    }

    /** The database as its owner, in a new session each time; the worker itself may do less. */
    public Jdbi jdbi() {
        return jdbi;
    }

    public SimulatedPlatform platform() {
        return platform;
    }
}
