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
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.ArgumentFactory;
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
                .registerArrayType(Instant.class, "timestamptz")
                .registerArgument(array(Long.class, "bigint", Long[]::new, Function.identity()))
                .registerArgument(array(Integer.class, "integer", Integer[]::new, Function.identity()))
                .registerArgument(array(Boolean.class, "boolean", Boolean[]::new, Function.identity()))
                .registerArgument(array(String.class, "text", String[]::new, Function.identity()))
                .registerArgument(array(byte[].class, "bytea", byte[][]::new, Function.identity()))
                .registerArgument(array(ComponentAppId.class, "text", String[]::new, ComponentAppId::value))
                .registerArgument(array(MerchantAppId.class, "text", String[]::new, MerchantAppId::value))
                .registerArgument(array(MerchantRef.class, "bigint", Long[]::new, MerchantRef::id))
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

    /**
     * Binds a list of {@code element} as an array. The driver sends an array whose class it knows in binary form. Jdbi's own
     * binding hands it an {@code Object[]}, of which it makes text, and of bytes something else.
     */
    private static <T, E> ArgumentFactory array(
            Class<T> element, String sqlType, IntFunction<E[]> array, Function<? super T, E> value) {
        return (type, bound, config) -> bound instanceof Collection<?> list
                        && GenericTypes.findGenericParameter(type, Iterable.class)
                                .filter(element::equals)
                                .isPresent()
                ? Optional.of((position, statement, context) -> {
                    E[] elements = list.stream()
                            .map(item -> item == null ? null : value.apply(element.cast(item)))
                            .toArray(array);
                    statement.setArray(position, statement.getConnection().createArrayOf(sqlType, elements));
                })
                : Optional.empty();
    }
}
