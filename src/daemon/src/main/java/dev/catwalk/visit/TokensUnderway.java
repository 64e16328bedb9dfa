package dev.catwalk.visit;

import dev.catwalk.component.MerchantRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Merchants that look lost and are not: their tokens are about to come, or came while we asked. */
@Singleton
class TokensUnderway {
    /** Six times the life of an authorization code: what waits longer brings nothing any more. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** Between the reading of a page and its record. */
    private static final Duration LONGEST_PAGE = Duration.ofMinutes(2);

    private final Jdbi jdbi;
    private final Clock clock;

    TokensUnderway(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String CODE_WAITS = """
            select merchant_id from app.merchant
            where merchant_id = any(:ids) and exists (
              select from app.push_event push
              where push.component_appid = merchant.component_appid and push.about_appid = merchant.merchant_appid
                and push.code_waits and push.received_at > :since)
            """;

    /** The ids of those whose authorization code waits in the inbox to be exchanged. */
    Set<Long> codeWaits(Collection<MerchantRef> merchants) {
        return query(CODE_WAITS, merchants, LONGEST_WAIT);
    }

    private static final String STORED_SINCE = """
            select merchant_id from app.merchant_token
            where merchant_id = any(:ids) and refused_at is null and refresh_token_stored_at > :since
            """;

    /** The ids of those, found without a refresh token, for whom one was stored meanwhile. */
    Set<Long> storedSince(Collection<MerchantRef> lost) {
        return query(STORED_SINCE, lost, LONGEST_PAGE);
    }

    private Set<Long> query(String sql, Collection<MerchantRef> merchants, Duration lately) {
        if (merchants.isEmpty()) {
            return Set.of();
        }
        return jdbi.withHandle(handle -> new HashSet<>(handle.createQuery(sql)
                .bindArray("ids", MerchantRef.class, merchants)
                .bind("since", clock.instant().minus(lately))
                .mapTo(Long.class)
                .list()));
    }
}
