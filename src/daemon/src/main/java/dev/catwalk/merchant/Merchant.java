package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.AuthorizerInfo;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
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

    @Column(name = "merchant_name")
    String name;

    String principalName;
    String originalId;

    @Column(name = "is_mini_program")
    Boolean miniProgram;

    Integer serviceType;
    Integer verifyType;
    Integer registerType;
    Integer accountStatus;
    Instant createdAt;

    MerchantRef ref() {
        return new MerchantRef(id, new ComponentAppId(componentAppid), new MerchantAppId(merchantAppid));
    }

    boolean isRevoked() {
        return REVOKED.equals(authorizationState);
    }

    /** Whether an answer to a later question than this was taken over. */
    boolean isKnownSince(Instant askedAt) {
        return isAfter(factsReadAt, askedAt) || isAfter(revokedAt, askedAt);
    }

    private static boolean isAfter(Instant known, Instant askedAt) {
        return known != null && known.isAfter(askedAt);
    }

    void apply(AuthorizerInfo info, Instant readAt) {
        authorizationState = AUTHORIZED;
        revokedAt = null;
        permissionSets = info.permissionSets().toArray(Integer[]::new);
        factsDue = false;
        factsReadAt = readAt;
        name = info.name();
        principalName = info.principalName();
        originalId = info.originalId();
        miniProgram = info.miniProgram();
        serviceType = info.serviceType();
        verifyType = info.verifyType();
        registerType = info.registerType();
        accountStatus = info.accountStatus();
    }

    void revoke(Instant at) {
        authorizationState = REVOKED;
        revokedAt = at;
        factsDue = false;
    }

    boolean grantedAnyOf(List<Integer> sets) {
        return List.of(permissionSets).stream().anyMatch(sets::contains);
    }
}
