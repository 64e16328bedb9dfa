package dev.catwalk.alert;

import dev.catwalk.delivery.SendResult;

/** A channel that gets each alert by itself. */
public non-sealed interface SingleReceiver extends Receiver {
    /** Blocks until the receiver has answered or the attempt is given up; safe to be called by several threads. */
    SendResult send(DueAlert alert) throws InterruptedException;
}
