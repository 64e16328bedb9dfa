package dev.catwalk.alert;

import java.time.Instant;
import java.util.List;

/**
 * Deliveries of one channel that are this process's to make.
 *
 * @param alertIds all of them, in the order of raising
 * @param listed the first of them, as many as a message shows
 * @param until when others may take them, by the database's clock; what is recorded later counts for nothing
 */
record Claim(Channel channel, List<Long> alertIds, List<DueAlert> listed, Instant until) {
    /** A part of it, to be recorded by itself. */
    Claim only(List<Long> alertIds) {
        return new Claim(channel, alertIds, listed, until);
    }
}
