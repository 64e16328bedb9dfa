package dev.catwalk.simulator.push;

import java.time.Instant;
import java.util.List;

/**
 * What became of one push.
 *
 * @param merchantAppid null for the ticket
 * @param type InfoType or Event
 * @param attempts how each try ended, in words: {@code 200 success}, {@code 403}, {@code no answer within 5000 ms}
 */
public record PushRecord(
        Instant at, String componentAppid, String merchantAppid, String type, Outcome outcome, List<String> attempts) {

    public enum Outcome {
        /** Answered with exactly {@code success} (or, on the message URL, nothing). */
        ACCEPTED,
        /** Three tries, none accepted; the platform gives up for good. */
        REFUSED,
        /** Lost on purpose, or there is no address to push to. */
        LOST,
        /** The platform had nothing to report: permission sets that did not change, a stopped ticket service. */
        NOT_DUE
    }

    public PushRecord {
        attempts = List.copyOf(attempts);
    }
}
