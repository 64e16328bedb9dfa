package dev.catwalk.alert;

import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Destination;

/** Who is behind a channel. Beans, one per channel; asked to send only where {@link Channel#isConfigured} says so. */
public sealed interface Receiver extends Destination permits SingleReceiver, GroupReceiver {
    Channel channel();

    @Override
    default DeliveryTable table() {
        return DeliveryTable.ALERTS;
    }

    @Override
    default String name() {
        return channel().code();
    }
}
