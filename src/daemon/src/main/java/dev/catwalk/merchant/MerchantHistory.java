package dev.catwalk.merchant;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Deletes events of a merchant that are older than the limit, except the newest of each kind: it explains the current state and is
 * needed to detect the next change. A loss of permission sets is kept until a later one holds all of these sets: that is since
 * when the merchant has to authorize again.
 */
@Singleton
class MerchantHistory extends History {
    private static final String PAGE = """
            with page as materialized (
              select event_id, merchant_id, kind, at, coalesce(detail -> 'lost', '[]') as lost from app.merchant_event
              where event_id > :after
              order by event_id
              limit :limit)
            select event_id, at, at < :before
              and exists (
                select from app.merchant_event newer
                where newer.merchant_id = page.merchant_id and newer.kind = page.kind and newer.event_id > page.event_id
                  and coalesce(newer.detail -> 'lost', '[]') @> page.lost)
            from page
            order by event_id
            """;

    private static final List<String> DELETES = List.of("delete from app.merchant_event where event_id = any(:ids)");

    MerchantHistory(MerchantConfig config) {
        super("merchant_event", "catwalk.merchant.keep-events", config.keepEvents(), PAGE, DELETES);
    }
}
