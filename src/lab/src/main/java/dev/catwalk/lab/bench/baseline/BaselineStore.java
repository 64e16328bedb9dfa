package dev.catwalk.lab.bench.baseline;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import me.chanjar.weixin.open.bean.auth.WxOpenAuthorizerInfo;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;

/**
 * The baseline's tables, by Hibernate. They are mapped in a file of their own and not by annotations, because the daemon's tests
 * would take up every annotated class they find.
 */
final class BaselineStore implements AutoCloseable {
    /** As many as the daemon has: {@code quarkus.datasource.jdbc.max-size}. */
    private static final int CONNECTIONS = 24;

    private final AgroalDataSource pool;
    private final EntityManagerFactory entities;

    BaselineStore(String jdbcUrl) throws SQLException {
        pool = pool(jdbcUrl);
        entities = new HibernatePersistenceConfiguration("baseline")
                .mappingFile("bench/baseline.orm.xml")
                .property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, pool)
                .defaultSchema("baseline")
                .property(AvailableSettings.JAKARTA_HBM2DDL_CREATE_SCHEMAS, true)
                .schemaToolingAction(Action.CREATE)
                // The pool has switched it off, so that Hibernate need not ask for it in each transaction.
                .property(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true)
                .property(AvailableSettings.STATEMENT_BATCH_SIZE, 50)
                .property(AvailableSettings.ORDER_INSERTS, true)
                .property(AvailableSettings.ORDER_UPDATES, true)
                .createEntityManagerFactory();
    }

    private static AgroalDataSource pool(String jdbcUrl) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                        .acquisitionTimeout(Duration.ofSeconds(60))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(jdbcUrl)
                                .principal(new NamePrincipal("postgres"))
                                .jdbcProperty("reWriteBatchedInserts", "true")
                                .autoCommit(false))));
    }

    record MerchantKey(long id, String appid, boolean named) {}

    List<MerchantKey> merchants() {
        return entities.callInTransaction(entities -> entities.createQuery(
                        "select m.id, m.appid, case when m.name is null then false else true end from Merchant m order by m.id",
                        MerchantKey.class)
                .getResultList());
    }

    void enrol(List<String> appids) {
        entities.runInTransaction(entities -> appids.forEach(appid -> entities.persist(Merchant.of(appid))));
    }

    void name(long merchantId, WxOpenAuthorizerInfo info) {
        entities.runInTransaction(
                entities -> entities.find(Merchant.class, merchantId).name(info));
    }

    /** @return whether something had changed */
    boolean record(long merchantId, Answer answer) {
        Instant now = Instant.now();
        return entities.callInTransaction(entities -> {
            Merchant merchant = entities.createQuery(
                            "select m from Merchant m left join fetch m.categories where m.id = :id", Merchant.class)
                    .setParameter("id", merchantId)
                    .getSingleResult();
            boolean changed = !merchant.shows(answer);
            if (changed) {
                store(entities, merchant, answer, now);
            }
            merchant.visited(changed ? "changed" : "unchanged", now);
            return changed;
        });
    }

    private static void store(EntityManager entities, Merchant merchant, Answer answer, Instant now) {
        Snapshot snapshot = Snapshot.of(merchant, answer, now);
        entities.persist(snapshot);
        merchant.take(answer, snapshot, now).forEach(entities::persist);
    }

    @Override
    public void close() {
        entities.close();
        pool.close();
    }
}
