package dev.catwalk.delivery;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Delivers one item to a receiver that gets each by itself. Any number of threads and nodes may do so at once. */
@Singleton
public class SingleDelivery {
    /** How much longer than an attempt a claim lasts: for the record, and for a pause of the process. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final String DISABLED = "not tried: the receiver answered 410 Gone before";

    private final Deliveries deliveries;
    private final Attempts attempts;
    private final ChannelStates channels;

    SingleDelivery(Deliveries deliveries, Attempts attempts, ChannelStates channels) {
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.channels = channels;
    }

    /** What sends the item with this id. */
    @FunctionalInterface
    public interface ItemSending {
        SendResult send(long id) throws InterruptedException;
    }

    /** @return whether there was something to do */
    public boolean activate(Destination destination, ItemSending sending) throws InterruptedException {
        return activate(destination, _ -> false, sending);
    }

    /**
     * @param outdated whether the item with this id is of no use any more, and is not sent
     * @return whether there was something to do
     */
    public boolean activate(Destination destination, LongPredicate outdated, ItemSending sending)
            throws InterruptedException {
        if (channels.disabledAt(destination).isPresent()) {
            return deliveries.giveUpWaiting(destination, DISABLED) > 0;
        }
        Optional<Claim> claim =
                deliveries.claimOne(destination, destination.timeout().plus(MARGIN));
        if (claim.isEmpty()) {
            return false;
        }
        long id = claim.get().ids().getFirst();
        if (outdated.test(id)) {
            deliveries.withdraw(claim.get());
        } else {
            attempts.make(claim.get(), destination, () -> sending.send(id));
        }
        return true;
    }
}
