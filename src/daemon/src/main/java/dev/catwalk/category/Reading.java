package dev.catwalk.category;

import dev.catwalk.platform.MerchantRef;
import java.time.Instant;

/**
 * One merchant's categories, read and not yet recorded.
 *
 * @param readAt when the platform was asked: what it answered was true at that moment or later
 */
public record Reading(MerchantRef merchant, CategorySnapshot snapshot, Instant readAt) {}
