package dev.catwalk.merchant;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.PublishTestAccounts;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.database.SqlState;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizationApi.AuthorizerPage;
import dev.catwalk.platform.AuthorizationApi.AuthorizerPage.Listed;
import dev.catwalk.platform.AuthorizationApi.Listing;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Reads the platform's list of authorizers to its end: adds merchants that are new and marks those whose facts have to be
 * read. The list may change while it is paged, so an entry may come twice or not at all; that adds and revokes no merchant.
 */
@Singleton
public class Roster {
    private static final Logger LOG = Logger.getLogger(Roster.class);

    private final AuthorizationApi api;
    private final RosterRows rows;
    private final ComponentStates components;

    Roster(AuthorizationApi api, RosterRows rows, ComponentStates components) {
        this.api = api;
        this.rows = rows;
        this.components = components;
    }

    /**
     * @param startedAt now
     * @param offered gets the refresh tokens of each page, and when the platform was asked for them
     * @param stop whether the process ends; then the rest of the list is not read, and no merchant counts as absent
     * @return what was read, to be handed to {@link #finish}
     */
    public ReadList read(
            ComponentAppId component,
            Instant startedAt,
            BiConsumer<Map<MerchantRef, RefreshToken>, Instant> offered,
            BooleanSupplier stop) {
        LongAdder merchants = new LongAdder();
        Listing listing = api.list(component, page -> {
            Map<MerchantAppId, Listed> listed = merchantsOf(page);
            Map<MerchantAppId, MerchantRef> refs = listed(component, listed.values(), startedAt);
            offered.accept(refreshTokens(listed, refs), page.askedAt());
            merchants.add(listed.size());
            return !stop.getAsBoolean();
        });
        if (!stop.getAsBoolean()) {
            rows.markAbsent(component, startedAt);
        }
        return new ReadList(merchants.intValue(), listing);
    }

    /**
     * A component's list, as far as it was read.
     *
     * @param merchants how many it holds, accounts of the publish test left out
     */
    public record ReadList(int merchants, Listing listing) {}

    /** One entry that cannot be stored costs no other of its page anything. */
    private Map<MerchantAppId, MerchantRef> listed(
            ComponentAppId component, Collection<Listed> entries, Instant startedAt) {
        try {
            return rows.listed(component, entries, startedAt);
        } catch (RuntimeException e) {
            if (!isFaultOfData(e)) {
                throw e;
            }
            if (entries.size() == 1) {
                LOG.errorf(
                        e,
                        "an entry of the list could not be stored; component=%s merchant=%s",
                        component,
                        entries.iterator().next().appid());
                return Map.of();
            }
            Map<MerchantAppId, MerchantRef> refs = new HashMap<>();
            entries.forEach(entry -> refs.putAll(listed(component, List.of(entry), startedAt)));
            return refs;
        }
    }

    /** Data exception, integrity violation, limit of a row exceeded. */
    private static boolean isFaultOfData(RuntimeException fault) {
        return SqlState.isCauseOf(fault, "22", "23", "54");
    }

    /** All that the list brought about is done. A roster that is not finished counts as not read. */
    public void finish(ComponentAppId component, Instant startedAt, Listing listing) {
        if (listing.found() < listing.total()) {
            LOG.warnf(
                    "the list holds fewer merchants than the platform counts; component=%s found=%d total_count=%d",
                    component, listing.found(), listing.total());
        }
        components.rosterRead(component, startedAt, listing);
    }

    /** The next merchants whose facts have to be read, by ascending id. */
    public List<MerchantRef> factsDue(ComponentAppId component, long afterId, int limit) {
        return rows.factsDue(component, afterId, limit);
    }

    private static Map<MerchantAppId, Listed> merchantsOf(AuthorizerPage page) {
        Map<MerchantAppId, Listed> merchants = new LinkedHashMap<>();
        page.authorizers().stream()
                .filter(entry -> !PublishTestAccounts.contains(entry.appid()))
                .forEach(entry -> merchants.put(entry.appid(), entry));
        return merchants;
    }

    private static Map<MerchantRef, RefreshToken> refreshTokens(
            Map<MerchantAppId, Listed> listed, Map<MerchantAppId, MerchantRef> refs) {
        Map<MerchantRef, RefreshToken> tokens = new HashMap<>();
        refs.forEach((appid, ref) -> listed.get(appid).refreshToken().ifPresent(token -> tokens.put(ref, token)));
        return tokens;
    }
}
