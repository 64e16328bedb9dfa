package dev.catwalk.startup;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** At a start, too, migrations run on connections of their own: the pool's would cut an index that takes a minute. */
@Singleton
class MigrationConnection implements FlywayConfigurationCustomizer {
    @Override
    public void customize(FluentConfiguration configuration) {
        Database.asOwner(Settings.ofApplication()).migrateWith(configuration);
    }
}
