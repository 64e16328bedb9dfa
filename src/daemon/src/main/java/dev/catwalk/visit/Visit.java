package dev.catwalk.visit;

import dev.catwalk.category.Reading;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import java.time.Instant;
import java.util.Optional;

/** A visit as far as the platform is concerned; what it comes to is known once it is recorded. */
public sealed interface Visit {
    MerchantRef merchant();

    /** What the platform refused it with; null when it answered, or was not asked. */
    PlatformError why();

    /** Why the platform gave no answer that says something of the merchant, though it may soon; empty when it gave one. */
    default Optional<PlatformError> blip() {
        return this instanceof Ended(var _, var outcome, var _)
                        && (outcome.saysNothing() || isOfThisMinute(outcome.why()))
                ? Optional.of(outcome.why())
                : Optional.empty();
    }

    private static boolean isOfThisMinute(PlatformError why) {
        return why != null && why.kind() == ErrorKind.QUOTA_OF_MINUTE;
    }

    /** The platform answered; whether that changes anything shows when it is compared with what is stored. */
    record Answered(Reading reading) implements Visit {
        @Override
        public MerchantRef merchant() {
            return reading.merchant();
        }

        @Override
        public PlatformError why() {
            return null;
        }
    }

    /**
     * The visit ended without categories.
     *
     * @param endedAt what was read later than this knows more
     */
    record Ended(MerchantRef merchant, VisitOutcome outcome, Instant endedAt) implements Visit {
        @Override
        public PlatformError why() {
            return outcome.why();
        }
    }
}
