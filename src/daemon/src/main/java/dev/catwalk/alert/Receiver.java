package dev.catwalk.alert;

import java.time.Duration;

/** Who is behind a channel. Beans, one per channel; asked to send only where {@link Channel#isConfigured} says so. */
public sealed interface Receiver permits SingleReceiver, GroupReceiver {
    Channel channel();

    /** Where the messages go: with the secrets that stand in it, so never to be shown. */
    String address();

    /** The longest an attempt may take. */
    Duration timeout();
}
