package dev.catwalk.delivery;

import dev.catwalk.database.DatabaseAway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** An attempt from the sending to its record. */
@Singleton
public class Attempts {
    private final Deliveries deliveries;
    private final ChannelStates channels;
    private final DeliveryLog log;
    private final MeterRegistry meters;
    private final Clock clock;

    Attempts(Deliveries deliveries, ChannelStates channels, DeliveryLog log, MeterRegistry meters, Clock clock) {
        this.deliveries = deliveries;
        this.channels = channels;
        this.log = log;
        this.meters = meters;
        this.clock = clock;
    }

    /** What sends one message. */
    @FunctionalInterface
    public interface Sending {
        SendResult send() throws InterruptedException;
    }

    /** @throws InterruptedException when the process ends; the claim is given back, as if nothing had been sent */
    public void make(Claim claim, Destination destination, Sending sending) throws InterruptedException {
        Instant startedAt = clock.instant();
        if (startedAt.plus(destination.timeout()).isAfter(claim.until())) {
            // This process was asleep: the claim may be over before the attempt is, and another has it then.
            deliveries.release(claim);
            return;
        }
        SendResult result;
        try {
            result = sending.send();
        } catch (InterruptedException e) {
            deliveries.release(claim);
            throw e;
        } catch (RuntimeException | Error e) {
            if (DatabaseAway.isCauseOf(e)) {
                // Says nothing about the receiver, and none of its attempts is lost.
                deliveries.release(claim);
                throw e;
            }
            // A fault of ours must not hold it back for ever: it counts as a failure, and is dead in the end.
            result = new SendResult.Refused("could not be sent: " + e.getClass().getSimpleName());
        }
        record(claim, destination, startedAt, result);
    }

    private void record(Claim claim, Destination destination, Instant startedAt, SendResult result) {
        switch (result) {
            case SendResult.Accepted() -> {
                deliveries.delivered(claim, startedAt).forEach(timer(destination)::record);
                log.delivered(destination);
            }
            case SendResult.Refused refused -> {
                log.failed(destination, refused.error());
                if (deliveries.failed(claim, startedAt, refused) > 0) {
                    log.dead(destination, refused.error());
                }
            }
            case SendResult.Gone(String error) -> {
                channels.disable(destination);
                deliveries.failedForGood(claim, startedAt, error);
                log.gone(destination);
            }
        }
    }

    private Timer timer(Destination destination) {
        return Timer.builder(destination.table().metric())
                .description("from the transaction that wrote it to its acceptance by the receiver")
                .publishPercentileHistogram()
                .tag(destination.table().label(), destination.name())
                .register(meters);
    }
}
