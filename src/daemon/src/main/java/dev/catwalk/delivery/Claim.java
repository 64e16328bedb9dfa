package dev.catwalk.delivery;

import java.time.Instant;
import java.util.List;

/**
 * Deliveries to one destination that are this process's to make.
 *
 * @param destination its name
 * @param ids of the items, in ascending order
 * @param until when others may take them, by the database's clock; what is recorded later counts for nothing
 */
public record Claim(DeliveryTable table, String destination, List<Long> ids, Instant until) {
    /** A part of it, to be recorded by itself. */
    public Claim only(List<Long> ids) {
        return new Claim(table, destination, ids, until);
    }
}
