package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.platform.AuthorizationApi.Listing;
import dev.catwalk.platform.PlatformError;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What is remembered of each component: that it exists, whether it works, when its roster was read, since when no ticket came. */
@Singleton
public class ComponentStates {
    /** What is dated later than this from now, was dated before the database's clock was set back. */
    public static final Duration CLOCKS_DIFFER = Merchants.CLOCKS_DIFFER;

    private final Rows rows;
    private final Components components;
    private final Jdbi jdbi;
    private final MerchantConfig config;
    private final Clock clock;

    ComponentStates(Rows rows, Components components, Jdbi jdbi, MerchantConfig config, Clock clock) {
        this.rows = rows;
        this.components = components;
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    private static final String REGISTER = """
            insert into app.component (component_appid, created_at)
            select component, :now from unnest(:components) component on conflict do nothing
            """;

    private static final String SETTING = """
            update app.walk_setting set permission_sets = :sets where permission_sets <> :sets
            """;

    /** Makes a row for each configured component, and stores for the views which permission sets are needed. Idempotent. */
    @Transactional
    public void register() {
        jdbi.useHandle(handle -> {
            handle.createUpdate(REGISTER)
                    .bindArray("components", ComponentAppId.class, components.appids())
                    .bind("now", clock.instant())
                    .execute();
            handle.createUpdate(SETTING)
                    .bindArray("sets", Integer.class, config.permissionSets())
                    .execute();
        });
    }

    /** @return true when the component worked until now, so that one alert is due */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean stop(ComponentAppId component, PlatformError why) {
        return rows.update(
                        "stoppedSince = ?1, stoppedErrcode = ?2, stoppedReason = ?3"
                                + " where componentAppid = ?4 and stoppedSince is null",
                        clock.instant(),
                        why.errcode(),
                        why.reason(),
                        component.value())
                == 1;
    }

    /**
     * A call of the component succeeded.
     *
     * @param askedAt when that call was made: one made before the component stopped proves nothing
     * @return true when the component was stopped until now
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean recover(ComponentAppId component, Instant askedAt) {
        return rows.update(
                        "stoppedSince = null, stoppedErrcode = null, stoppedReason = null"
                                + " where componentAppid = ?1 and (stoppedSince <= ?2 or stoppedSince > ?3)",
                        component.value(),
                        askedAt,
                        // Stopped before the database's clock was set back.
                        clock.instant().plus(CLOCKS_DIFFER))
                == 1;
    }

    private static final String STOPPED = """
            select exists (select from app.component where component_appid = :component and stopped_since is not null)
            """;

    /** By plain SQL: each page of a walk asks this, and would open a session of Hibernate for nothing else. */
    public boolean isStopped(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(STOPPED)
                .bind("component", component.value())
                .mapTo(Boolean.class)
                .one());
    }

    /** When the last complete reading of the list began; empty when there was none. */
    @Transactional
    public Optional<Instant> rosterReadAt(ComponentAppId component) {
        return rows.findByIdOptional(component.value()).map(row -> row.rosterReadAt);
    }

    /** When a daemon last looked whether tickets come; empty when none ever did. */
    @Transactional
    public Optional<Instant> ticketsWatchedAt(ComponentAppId component) {
        return rows.findByIdOptional(component.value()).map(row -> row.ticketWatchedAt);
    }

    @Transactional
    void rosterRead(ComponentAppId component, Instant startedAt, Listing listing) {
        rows.update(
                "rosterReadAt = ?1, rosterTotal = ?2, rosterFound = ?3 where componentAppid = ?4",
                startedAt,
                listing.total(),
                listing.found(),
                component.value());
    }

    /**
     * What the ticket watch sees of a component.
     *
     * @param countsFrom silence from before then does not count: no process listened, or the component was not there yet
     * @param reported the farthest stage that was reported since the last ticket
     * @param silentSince when the silence began that was reported
     * @param stopped whether it was reported that nothing of the component works
     */
    public record Watched(
            Instant countsFrom, Optional<String> reported, Optional<Instant> silentSince, boolean stopped) {
        /** Whether this ticket, if there is one, ended the silence that was reported. */
        public boolean isEndedBy(Optional<Instant> receivedAt) {
            return silentSince.isPresent()
                    && receivedAt.filter(at -> at.isAfter(silentSince.get())).isPresent();
        }
    }

    /**
     * Notes that the ticket watch looks now, and locks the row until the transaction ends.
     *
     * @param listeningSince when this process began to take pushes
     * @param absence if no watch looked for so long before then, no process listened in between
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Watched watchTickets(ComponentAppId component, Instant now, Instant listeningSince, Duration absence) {
        ComponentState row = rows.findById(component.value(), LockModeType.PESSIMISTIC_WRITE);
        row.watch(now, listeningSince, listeningSince.minus(absence));
        return new Watched(
                row.ticketListeningSince,
                Optional.ofNullable(row.ticketStage),
                Optional.ofNullable(row.ticketSilentSince),
                row.stoppedSince != null);
    }

    /**
     * Whether the next ticket may just not have been pushed yet, since no process has listened for long.
     *
     * @param absence if no watch looked for so long, no process listened until now
     * @param silence from then on a ticket is overdue
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean isTicketAwaited(ComponentAppId component, Duration absence, Duration silence) {
        ComponentState row = rows.findById(component.value());
        Instant now = clock.instant();
        return row.ticketWatchedAt != null
                && (row.ticketWatchedAt.isBefore(now.minus(absence))
                        || row.ticketListeningSince.isAfter(now.minus(silence)));
    }

    /** @return false when another node has reported a stage, or the end of the silence, since we looked */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean ticketSilenceReported(
            ComponentAppId component, Optional<String> reportedBefore, String stage, Instant silentSince) {
        return rows.update(
                        "ticketStage = ?1, ticketSilentSince = ?2"
                                + " where componentAppid = ?3 and ticketStage is not distinct from ?4",
                        stage,
                        silentSince,
                        component.value(),
                        reportedBefore.orElse(null))
                == 1;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void ticketSilenceEnded(ComponentAppId component) {
        rows.findById(component.value()).endSilence();
    }

    @Singleton
    static class Rows implements PanacheRepositoryBase<ComponentState, String> {}
}
