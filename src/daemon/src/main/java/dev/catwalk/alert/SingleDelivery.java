package dev.catwalk.alert;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Delivers one alert to a receiver that gets each by itself. Any number of threads and nodes may do so at once. */
@Singleton
class SingleDelivery {
    /** How much longer than an attempt a claim lasts: for the record, and for a pause of the process. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final String DISABLED = "not tried: the receiver answered 410 Gone before";

    private final DeliveryClaims claims;
    private final DeliveryResults results;
    private final Attempts attempts;
    private final ChannelStates channels;

    SingleDelivery(DeliveryClaims claims, DeliveryResults results, Attempts attempts, ChannelStates channels) {
        this.claims = claims;
        this.results = results;
        this.attempts = attempts;
        this.channels = channels;
    }

    /** @return whether there was something to do */
    boolean activate(SingleReceiver receiver) throws InterruptedException {
        if (channels.disabledAt(receiver).isPresent()) {
            return results.giveUpWaiting(receiver.channel(), DISABLED) > 0;
        }
        Optional<Claim> claim =
                claims.claimOne(receiver.channel(), receiver.timeout().plus(MARGIN));
        if (claim.isEmpty()) {
            return false;
        }
        attempts.make(
                claim.get(), receiver, () -> receiver.send(claim.get().listed().getFirst()));
        return true;
    }
}
