package dev.catwalk.push;

import dev.catwalk.platform.Component;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.Components;
import dev.catwalk.platform.MerchantAppId;
import dev.catwalk.push.PushEvent.CustomerMessage;
import dev.catwalk.push.PushEvent.Unneeded;
import dev.catwalk.push.PushInbox.Stored;
import dev.catwalk.push.Verdict.Genuine;
import dev.catwalk.push.Verdict.Refused;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes a push in: verify, store, and only then acknowledge. What it means is acted upon afterwards, from the inbox. */
@Singleton
class PushIntake {
    private final Map<ComponentAppId, PushVerification> verifications;
    private final PushInbox inbox;
    private final PushProcessing processing;
    private final PushCounter counter;
    private final RefusalLog log;
    private final PushRefusals refusals;

    PushIntake(
            Components components,
            PushInbox inbox,
            PushProcessing processing,
            PushCounter counter,
            RefusalLog log,
            PushRefusals refusals) {
        this.verifications = components.all().stream()
                .map(PushVerification::new)
                .collect(Collectors.toMap(PushVerification::component, Function.identity()));
        this.inbox = inbox;
        this.processing = processing;
        this.counter = counter;
        this.log = log;
        this.refusals = refusals;
    }

    /** How a request ended. */
    enum Reception {
        /** The push will be acted upon, or was before, or needs nothing to be done. */
        TAKEN,
        REFUSED,
        TOO_LARGE,
        /** Genuine, but the database is away: the platform has to send it again. */
        NOT_STORED
    }

    /** @param body empty when it was too long to be read */
    Reception receive(Component component, Optional<MerchantAppId> merchant, SignedQuery query, Optional<byte[]> body) {
        if (body.isEmpty()) {
            refuse(component.appid(), Refusal.SIZE);
            return Reception.TOO_LARGE;
        }
        return switch (verifications.get(component.appid()).verify(query, body.get())) {
            case Refused(var reason) -> {
                refuse(component.appid(), reason);
                yield Reception.REFUSED;
            }
            case Genuine(var content) -> take(component.appid(), merchant, content);
        };
    }

    private void refuse(ComponentAppId component, Refusal reason) {
        counter.refused(component, reason);
        log.refused(component, reason);
        refusals.refused(component, reason);
    }

    boolean isSigned(Component component, SignedQuery query) {
        return verifications.get(component.appid()).isSigned(query);
    }

    private Reception take(ComponentAppId component, Optional<MerchantAppId> merchant, PushContent content) {
        PushEvent event = PushEvent.of(content.xml(), merchant);
        if (event instanceof CustomerMessage) {
            counter.ignored(component, content);
            return Reception.TAKEN;
        }
        boolean needed = !(event instanceof Unneeded);
        Stored stored;
        try {
            stored = inbox.store(component, merchant, content, needed);
        } catch (RuntimeException e) {
            counter.notStored(component, content);
            log.notStored(component, e);
            return Reception.NOT_STORED;
        }
        switch (stored) {
            case DUPLICATE -> counter.duplicate(component, content);
            case NEW -> {
                if (needed) {
                    counter.accepted(component, content);
                    processing.wake();
                } else {
                    counter.ignored(component, content);
                }
            }
        }
        return Reception.TAKEN;
    }
}
