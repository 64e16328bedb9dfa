package dev.catwalk.walk;

import dev.catwalk.category.Reading;
import dev.catwalk.platform.MerchantRef;

/** A visit as far as the platform is concerned; what it comes to is known once it is recorded. */
sealed interface Visit {
    MerchantRef merchant();

    /** The platform answered; whether that changes anything shows when it is compared under lock. */
    record Answered(Reading reading) implements Visit {
        @Override
        public MerchantRef merchant() {
            return reading.merchant();
        }
    }

    /** The visit ended without categories. */
    record Ended(MerchantRef merchant, VisitOutcome outcome) implements Visit {}
}
