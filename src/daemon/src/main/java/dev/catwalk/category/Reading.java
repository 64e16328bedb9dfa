package dev.catwalk.category;

import dev.catwalk.component.MerchantRef;
import java.time.Instant;

/**
 * One merchant's categories, read and not yet recorded.
 *
 * @param readAt when the platform was asked: what it answered was true at that moment or later. The one time of all that this
 *     reading leads to
 */
public record Reading(MerchantRef merchant, CategorySnapshot snapshot, Instant readAt) {
    public Reading at(Instant readAt) {
        return new Reading(merchant, snapshot, readAt);
    }
}
