package dev.catwalk.alert;

import dev.catwalk.delivery.SendResult;
import java.time.Duration;

/** A channel that people read, where many alerts of one type become few messages. One thread uses it at a time. */
public non-sealed interface GroupReceiver extends Receiver {
    /** How many alerts a digest lists at most; the rest is counted. */
    int mostListed();

    /** Whether a message may be as long as this one becomes. */
    boolean fits(Notice notice);

    /** How long to wait before the next message may be sent; zero or less when one may be sent now. */
    Duration untilNext();

    /** How many messages it takes in any minute, from whichever node. */
    default int mostPerMinute() {
        return Integer.MAX_VALUE;
    }

    /** Sends one message. */
    SendResult send(Notice notice) throws InterruptedException;
}
