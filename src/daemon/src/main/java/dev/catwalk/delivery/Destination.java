package dev.catwalk.delivery;

import java.time.Duration;

/** A receiver of deliveries. */
public interface Destination {
    /** What it receives. */
    DeliveryTable table();

    /** Its name in the table, in logs and in metrics. */
    String name();

    /** Where the messages are sent: it contains secrets, so it is never to be shown. */
    String address();

    /** The longest an attempt may take. */
    Duration timeout();
}
