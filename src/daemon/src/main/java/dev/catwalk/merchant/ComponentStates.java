package dev.catwalk.merchant;

import dev.catwalk.platform.Component;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.Components;
import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What is remembered of each component: that it exists, whether it works, when its roster was read. */
@Singleton
public class ComponentStates {
    private final Components components;
    private final Jdbi jdbi;
    private final MerchantConfig config;
    private final Clock clock;

    ComponentStates(Components components, Jdbi jdbi, MerchantConfig config, Clock clock) {
        this.components = components;
        this.jdbi = jdbi;
        this.config = config;
        this.clock = clock;
    }

    private static final String REGISTER = """
            insert into app.component (component_appid, created_at) values (:component, :now) on conflict do nothing
            """;

    private static final String SETTING = """
            update app.walk_setting set permission_sets = :sets where permission_sets <> :sets
            """;

    /** Makes a row for each configured component, and tells the views which permission sets are needed. Idempotent. */
    @Transactional
    public void register() {
        jdbi.useHandle(handle -> {
            for (Component component : components.all()) {
                handle.createUpdate(REGISTER)
                        .bind("component", component.appid().value())
                        .bind("now", clock.instant())
                        .execute();
            }
            handle.createUpdate(SETTING)
                    .bindArray("sets", Integer.class, config.permissionSets())
                    .execute();
        });
    }

    private static final String STOP = """
            update app.component set stopped_since = :now, stopped_errcode = :errcode, stopped_reason = :reason
            where component_appid = :component and stopped_since is null
            """;

    /** @return true when the component worked until now, so that people have to be told, once */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean stop(ComponentAppId component, PlatformError why) {
        return jdbi.withHandle(handle -> handle.createUpdate(STOP)
                        .bind("component", component.value())
                        .bind("now", clock.instant())
                        .bind("errcode", why.errcode())
                        .bind("reason", why.reason())
                        .execute()
                == 1);
    }

    private static final String RECOVER = """
            update app.component set stopped_since = null, stopped_errcode = null, stopped_reason = null
            where component_appid = :component and stopped_since <= :askedAt
            """;

    /**
     * A call of the component succeeded.
     *
     * @param askedAt when that call was made: one made before the component stopped proves nothing
     * @return true when the component was stopped until now
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean recover(ComponentAppId component, Instant askedAt) {
        return jdbi.withHandle(handle -> handle.createUpdate(RECOVER)
                        .bind("component", component.value())
                        .bind("askedAt", askedAt)
                        .execute()
                == 1);
    }

    private static final String STOPPED = """
            select exists (select from app.component where component_appid = :component and stopped_since is not null)
            """;

    public boolean isStopped(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(STOPPED)
                .bind("component", component.value())
                .mapTo(Boolean.class)
                .one());
    }

    private static final String ROSTER_READ_AT = """
            select roster_read_at from app.component where component_appid = :component and roster_read_at is not null
            """;

    /** When the last complete reading of the list began; empty when there was none. */
    public Optional<Instant> rosterReadAt(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(ROSTER_READ_AT)
                .bind("component", component.value())
                .mapTo(Instant.class)
                .findOne());
    }
}
