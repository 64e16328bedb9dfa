package dev.catwalk.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** An attempt from the sending to its record. */
@Singleton
class Attempts {
    private final DeliveryResults results;
    private final ChannelStates channels;
    private final DeliveryLog log;
    private final MeterRegistry meters;
    private final Clock clock;

    Attempts(DeliveryResults results, ChannelStates channels, DeliveryLog log, MeterRegistry meters, Clock clock) {
        this.results = results;
        this.channels = channels;
        this.log = log;
        this.meters = meters;
        this.clock = clock;
    }

    /** What sends one message. */
    @FunctionalInterface
    interface Sending {
        SendResult send() throws InterruptedException;
    }

    /** @throws InterruptedException when the process ends; the claim is given back, as if nothing had been sent */
    void make(Claim claim, Receiver receiver, Sending sending) throws InterruptedException {
        Instant startedAt = clock.instant();
        if (startedAt.plus(receiver.timeout()).isAfter(claim.until())) {
            // This process was asleep: the claim may be over before the attempt is, and another has it then.
            results.release(claim);
            return;
        }
        SendResult result;
        try {
            result = sending.send();
        } catch (InterruptedException e) {
            results.release(claim);
            throw e;
        } catch (RuntimeException | Error e) {
            // A fault of ours must not hold back the alert for ever: it counts as a failure, and is dead in the end.
            result = new SendResult.Refused("could not be sent: " + e.getClass().getSimpleName());
        }
        record(claim, receiver, startedAt, result);
    }

    private void record(Claim claim, Receiver receiver, Instant startedAt, SendResult result) {
        Channel channel = claim.channel();
        switch (result) {
            case SendResult.Accepted() -> {
                results.delivered(claim, startedAt).forEach(timer(channel)::record);
                log.delivered(channel);
            }
            case SendResult.Refused refused -> {
                log.failed(channel, refused.error());
                if (results.failed(claim, startedAt, refused) > 0) {
                    log.dead(channel, refused.error());
                }
            }
            case SendResult.Gone(String error) -> {
                channels.disable(receiver);
                results.failedForGood(claim, startedAt, error);
                log.gone(channel);
            }
        }
    }

    private Timer timer(Channel channel) {
        return Timer.builder("catwalk.alert.delivery")
                .description("from the raising of an alert to its acceptance by the receiver")
                .publishPercentileHistogram()
                .tag("channel", channel.sql())
                .register(meters);
    }
}
