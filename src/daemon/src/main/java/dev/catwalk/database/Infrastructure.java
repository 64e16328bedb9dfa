package dev.catwalk.database;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;
import org.jdbi.v3.postgres.PostgresPlugin;

/** What production plugs in and tests may replace: the clock, and plain SQL on the one data source. */
class Infrastructure {
    @Produces
    @Singleton
    @DefaultBean
    Clock clock(DatabaseClock clock) {
        return clock.withZone(ZoneOffset.UTC);
    }

    /** SQL that runs in the surrounding transaction, like everything else on this data source. */
    @Produces
    @Singleton
    Jdbi jdbi(DataSource dataSource, DatabaseTrouble trouble) {
        Jdbi jdbi = Jdbi.create(dataSource)
                .installPlugin(new PostgresPlugin())
                .registerColumnMapper(
                        ComponentAppId.class, (row, column, _) -> new ComponentAppId(row.getString(column)))
                .registerColumnMapper(
                        MerchantAppId.class,
                        (row, column, _) ->
                                row.getString(column) == null ? null : new MerchantAppId(row.getString(column)))
                .registerRowMapper((RowMapperFactory) Infrastructure::mapperOfRecord)
                .registerArrayType(byte[].class, "bytea", Infrastructure::hexadecimal)
                .registerArrayType(Instant.class, "timestamptz")
                .registerArrayType(ComponentAppId.class, "text", ComponentAppId::value)
                .registerArrayType(MerchantAppId.class, "text", MerchantAppId::value)
                .registerArrayType(MerchantRef.class, "bigint", MerchantRef::id)
                .setTransactionHandler(new CMTTransactionHandler())
                .setSqlLogger(trouble);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi;
    }

    /** A record of any class is made of the columns that are called as its components, in snake case. */
    private static Optional<RowMapper<?>> mapperOfRecord(Type type, ConfigRegistry config) {
        Class<?> record = GenericTypes.getErasedType(type);
        if (!record.isRecord() || config.get(ColumnMappers.class).findFor(type).isPresent()) {
            return Optional.empty();
        }
        Constructor<?> constructor = record.getDeclaredConstructors()[0];
        // Most of our records are seen in their package only.
        constructor.setAccessible(true);
        return Optional.of(ConstructorMapper.of(constructor));
    }

    /** PostgreSQL's text for bytes: of an array of byte arrays the driver takes nothing else. */
    private static String hexadecimal(byte[] bytes) {
        return bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
    }
}
