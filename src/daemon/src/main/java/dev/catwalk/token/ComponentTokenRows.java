package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;

/** A component's access token in the database: each method is one short transaction. */
@Singleton
class ComponentTokenRows implements PanacheRepositoryBase<ComponentToken, String> {
    private final Encryption encryption;

    ComponentTokenRows(Encryption encryption) {
        this.encryption = encryption;
    }

    @Transactional
    Optional<AccessToken> load(ComponentAppId component) {
        return findByIdOptional(component.value()).flatMap(row -> open(row)
                .map(token -> new AccessToken(token, row.accessTokenIssuedAt, row.accessTokenExpiresAt)));
    }

    /** @return empty when another node holds the lease */
    @Transactional
    Optional<Leased> lease(ComponentAppId component, Lease lease, Duration length) {
        ComponentToken row = locked(component);
        return row.lease(lease.id(), length) ? Optional.of(new Leased(row.generation, lease)) : Optional.empty();
    }

    /** @param generation the one that may be replaced */
    record Leased(long generation, Lease lease) {}

    /** @return false when the lease has run out, or another node has taken it since */
    @Transactional
    boolean renew(ComponentAppId component, Leased leased, Duration length) {
        return locked(component).renew(leased.lease().id(), length);
    }

    /** @return false when another node has taken the lease over: this token is dropped */
    @Transactional
    boolean store(ComponentAppId component, AccessToken token, Leased leased) {
        byte[] encrypted =
                encryption.encryptText(token.value(), EncryptedColumn.COMPONENT_ACCESS_TOKEN, component.value());
        return locked(component)
                .store(
                        encrypted,
                        token.issuedAt(),
                        token.expiresAt(),
                        leased.generation(),
                        leased.lease().id());
    }

    @Transactional
    void release(ComponentAppId component, Leased leased) {
        locked(component).release(leased.lease().id());
    }

    /** Expires the stored token if it is the refused one; ciphertext cannot be compared, so it is opened under lock. */
    @Transactional
    void expire(ComponentAppId component, AccessToken refused) {
        findByIdOptional(component.value(), LockModeType.PESSIMISTIC_WRITE)
                .filter(row -> open(row).filter(refused.value()::equals).isPresent())
                .ifPresent(ComponentToken::expire);
    }

    /** @return false when ticket pushes were asked for a short while ago */
    @Transactional
    boolean claimPushRestart(ComponentAppId component) {
        return locked(component).claimPushRestart();
    }

    private Optional<String> open(ComponentToken row) {
        return Optional.ofNullable(row.accessToken)
                .flatMap(present ->
                        encryption.decryptText(present, EncryptedColumn.COMPONENT_ACCESS_TOKEN, row.componentAppid));
    }

    // Two nodes may be the first at the same time.
    private static final String INSERT =
            "insert into ComponentToken (componentAppid, generation) values (?1, 0) on conflict do nothing";

    /** The row, made now if there is none, and locked until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    ComponentToken locked(ComponentAppId component) {
        return findByIdOptional(component.value(), LockModeType.PESSIMISTIC_WRITE)
                .orElseGet(() -> {
                    getEntityManager()
                            .createQuery(INSERT)
                            .setParameter(1, component.value())
                            .executeUpdate();
                    return findById(component.value(), LockModeType.PESSIMISTIC_WRITE);
                });
    }
}
