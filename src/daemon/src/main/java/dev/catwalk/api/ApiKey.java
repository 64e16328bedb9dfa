package dev.catwalk.api;

import dev.catwalk.component.ComponentAppId;
import java.security.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a key: everything but the key itself.
 *
 * @param component whose merchants alone it may ask for; empty: of all components
 * @param permissionSets it may ask only for merchants that granted at least one of these; empty: for all merchants
 * @param expiresAt empty: never
 * @param revokedAt empty: not revoked
 * @param lastUsedAt to a few seconds; empty: never
 */
public record ApiKey(
        long id,
        String name,
        Set<Scope> scopes,
        Optional<ComponentAppId> component,
        List<Integer> permissionSets,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt)
        implements Principal {
    public ApiKey {
        scopes = Set.copyOf(scopes);
        permissionSets = List.copyOf(permissionSets);
    }

    @Override
    public String getName() {
        return name;
    }

    public boolean isValid(Instant now) {
        return revokedAt.isEmpty() && expiresAt.filter(end -> !end.isAfter(now)).isEmpty();
    }

    boolean mayAskFor(ComponentAppId asked) {
        return component.isEmpty() || component.get().equals(asked);
    }

    boolean mayAskForMerchantWith(Collection<Integer> granted) {
        return permissionSets.isEmpty() || permissionSets.stream().anyMatch(granted::contains);
    }

    /** Whether it is bound to some of the merchants. */
    boolean isBound() {
        return component.isPresent() || !permissionSets.isEmpty();
    }
}
