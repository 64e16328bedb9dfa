package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A merchant's row. Stays in this package. */
@Entity
@Table(schema = "app", name = "merchant")
class Merchant {
    static final String REVOKED = "revoked";

    @Id
    @Column(name = "merchant_id")
    Long id;

    String componentAppid;
    String merchantAppid;
    String authorizationState;
    Instant revokedAt;
    Integer[] permissionSets;
    /** Written by {@link MerchantTags} alone. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(insertable = false, updatable = false)
    Map<String, String> tags;

    boolean factsDue;
    Instant factsReadAt;

    MerchantRef ref() {
        return new MerchantRef(id, new ComponentAppId(componentAppid), new MerchantAppId(merchantAppid));
    }

    boolean isRevoked() {
        return REVOKED.equals(authorizationState);
    }
}
