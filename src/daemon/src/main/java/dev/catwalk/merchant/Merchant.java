package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A merchant's row. Stays in this package. */
@Entity
@Table(schema = "app", name = "merchant")
@DynamicUpdate
class Merchant {
    static final String AUTHORIZED = "authorized";
    static final String REVOKED = "revoked";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
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

    Instant createdAt;

    MerchantRef ref() {
        return new MerchantRef(id, new ComponentAppId(componentAppid), new MerchantAppId(merchantAppid));
    }

    boolean isRevoked() {
        return REVOKED.equals(authorizationState);
    }
}
