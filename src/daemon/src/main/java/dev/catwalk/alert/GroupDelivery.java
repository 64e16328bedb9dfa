package dev.catwalk.alert;

import dev.catwalk.delivery.Attempts;
import dev.catwalk.delivery.ChannelStates;
import dev.catwalk.delivery.Claim;
import dev.catwalk.delivery.Deliveries;
import dev.catwalk.delivery.SendResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Delivers alerts of one type to a receiver that reads them together: one node of the cluster at a time, since two would
 * tear a digest apart and send twice as fast as the receiver allows.
 */
@Singleton
class GroupDelivery {
    /** A digest is a few messages of some seconds each; a node that holds the channel longer has died. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    private static final int MOST_TOGETHER = 10_000;

    private final DigestPolicy digests;
    private final ChannelStates channels;
    private final AlertClaims claims;
    private final Deliveries deliveries;
    private final NoticeWriter writer;
    private final Attempts attempts;

    GroupDelivery(
            DigestPolicy digests,
            ChannelStates channels,
            AlertClaims claims,
            Deliveries deliveries,
            NoticeWriter writer,
            Attempts attempts) {
        this.digests = digests;
        this.channels = channels;
        this.claims = claims;
        this.deliveries = deliveries;
        this.writer = writer;
        this.attempts = attempts;
    }

    /** @return whether there was something to do */
    boolean activate(GroupReceiver receiver) throws InterruptedException {
        if (receiver.untilNext().isPositive()) {
            return false;
        }
        Optional<DigestPolicy.Next> next = digests.next(receiver);
        return next.isPresent() && channels.hold(receiver, LEASE) && activate(receiver, next.get());
    }

    private boolean activate(GroupReceiver receiver, DigestPolicy.Next next) throws InterruptedException {
        if (claims.withdrawEnded(receiver.channel()) > 0) {
            // Without these, another type may be next, or single messages.
            return true;
        }
        Optional<Claim> claim =
                claims.claimOfType(receiver.channel(), next.type(), next.together() ? MOST_TOGETHER : 1, LEASE);
        if (claim.isEmpty()) {
            return false;
        }
        deliver(claim.get(), receiver, receiver.mostPerMinute() - next.messages());
        return true;
    }

    /** @param most messages that may be sent now */
    private void deliver(Claim claim, GroupReceiver receiver, int most) throws InterruptedException {
        List<NoticeSplit.Part> parts;
        try {
            parts = parts(claim, receiver);
        } catch (RuntimeException | Error e) {
            // It counts like one that could not be sent: else it would be claimed, and fail, for ever.
            attempts.make(claim, receiver, () -> {
                throw e;
            });
            return;
        }
        deliver(claim, parts, receiver, most);
    }

    private List<NoticeSplit.Part> parts(Claim claim, GroupReceiver receiver) {
        int all = claim.ids().size();
        int listed = Math.min(all, receiver.mostListed());
        Notice notice = writer.notice(claims.dueAlerts(claim.ids().subList(0, listed)), all - listed);
        return NoticeSplit.split(notice, receiver::fits);
    }

    /** Each message is recorded by itself: one that fails does not repeat those before it. */
    private void deliver(Claim claim, List<NoticeSplit.Part> parts, GroupReceiver receiver, int most)
            throws InterruptedException {
        int all = claim.ids().size();
        for (NoticeSplit.Part part : parts) {
            boolean isTurn = parts.indexOf(part) < most && !receiver.untilNext().isPositive();
            if (!isTurn || !channels.hold(receiver, LEASE)) {
                deliveries.release(claim.only(claim.ids().subList(part.from(), all)));
                return;
            }
            boolean isLast = part == parts.getLast();
            List<Long> sent = claim.ids().subList(part.from(), isLast ? all : part.to());
            try {
                attempts.make(claim.only(sent), receiver, () -> send(part.notice(), receiver));
            } catch (InterruptedException e) {
                deliveries.release(claim.only(claim.ids().subList(part.from() + sent.size(), all)));
                throw e;
            }
        }
    }

    private SendResult send(Notice notice, GroupReceiver receiver) throws InterruptedException {
        SendResult result = receiver.send(notice);
        if (result instanceof SendResult.Refused refused && refused.pause().isPositive()) {
            // From any node: what waits behind this message would be refused as well, and lose an attempt.
            channels.pause(receiver, refused.pause());
        }
        return result;
    }
}
