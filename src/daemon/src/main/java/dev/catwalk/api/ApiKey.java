package dev.catwalk.api;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Tags;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a key: everything but the key itself.
 *
 * @param expiresAt empty: never
 * @param revokedAt empty: not revoked
 * @param lastUsedAt to a few seconds; empty: never
 */
public record ApiKey(
        long id,
        String name,
        Set<Scope> scopes,
        Bounds bounds,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt)
        implements Principal {
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Which merchants a key may ask for.
     *
     * @param component whose merchants alone; empty: of all components
     * @param permissionSets merchants that granted at least one of these; empty: all
     * @param tags merchants that have all of these; empty: all
     */
    public record Bounds(Optional<ComponentAppId> component, List<Integer> permissionSets, Tags tags) {
        public static final Bounds NONE = new Bounds(Optional.empty(), List.of(), Tags.NONE);

        public Bounds {
            permissionSets = List.copyOf(permissionSets);
        }

        /** Whether they leave out merchants of a component, whose own token would open the way to them all the same. */
        public boolean areOfMerchants() {
            return !permissionSets.isEmpty() || !tags.values().isEmpty();
        }

        boolean hold(ComponentAppId asked) {
            return component.isEmpty() || component.get().equals(asked);
        }

        boolean hold(Merchants.Grant grant) {
            return (permissionSets.isEmpty() || permissionSets.stream().anyMatch(grant.permissionSets()::contains))
                    && grant.tags().containsAll(tags);
        }
    }

    @Override
    public String getName() {
        return name;
    }

    public boolean isValid(Instant now) {
        return revokedAt.isEmpty() && expiresAt.filter(end -> !end.isAfter(now)).isEmpty();
    }

    /** Whether it is bound to some of the merchants. */
    boolean isBound() {
        return !bounds.equals(Bounds.NONE);
    }
}
