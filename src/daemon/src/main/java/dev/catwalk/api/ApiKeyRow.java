package dev.catwalk.api;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.merchant.Tags;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.inject.Singleton;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A key's row. Stays in this package. */
@Entity
@Table(schema = "app", name = "api_key")
@DynamicUpdate
class ApiKeyRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "api_key_id")
    Long id;

    @Column(name = "key_name")
    String name;

    @Column(name = "key_sha256")
    byte[] sha256;

    String[] scopes;

    @Column(name = "component_appid")
    String componentAppid;

    @Column(name = "permission_sets")
    Integer[] permissionSets;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> tags;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "revoked_at")
    Instant revokedAt;

    @Column(name = "last_used_at")
    Instant lastUsedAt;

    ApiKey key() {
        return new ApiKey(
                id,
                name,
                // A scope of a later version allows nothing here.
                Arrays.stream(scopes).flatMap(word -> Scope.of(word).stream()).collect(Collectors.toSet()),
                new ApiKey.Bounds(
                        Optional.ofNullable(componentAppid).map(ComponentAppId::new),
                        List.of(permissionSets),
                        new Tags(tags)),
                createdAt,
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(revokedAt),
                Optional.ofNullable(lastUsedAt));
    }

    @Singleton
    static class Rows implements PanacheRepository<ApiKeyRow> {}
}
