package dev.catwalk.visit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.category.CategorySnapshot;
import dev.catwalk.category.CategorySnapshot.MalformedAnswerException;
import dev.catwalk.category.Reading;
import dev.catwalk.category.UnknownFields;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.CategoryApi;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.platform.TraceSpan;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Reads one merchant's categories. Every ending is a value. */
@Singleton
public class Visits {
    private final CategoryApi api;
    private final OutcomeRules rules;
    private final UnknownFields fields;
    private final Clock clock;

    public Visits(CategoryApi api, OutcomeRules rules, UnknownFields fields, Clock clock) {
        this.api = api;
        this.rules = rules;
        this.fields = fields;
        this.clock = clock;
    }

    Visit read(MerchantRef merchant, AccessToken token) {
        try (TraceSpan span = TraceSpan.begin("visit")
                .with("component", merchant.component().value())
                .with("merchant", merchant.appid().value())) {
            Visit visit = readTwiceIfNeedBe(merchant, token);
            span.failed(visit.why());
            return visit;
        }
    }

    private Visit readTwiceIfNeedBe(MerchantRef merchant, AccessToken token) {
        try {
            return answered(merchant, token);
        } catch (MalformedAnswerException first) {
            // Blips are retried where calls are made; an answer of the wrong shape shows here first.
            try {
                return answered(merchant, token);
            } catch (MalformedAnswerException e) {
                return ended(merchant, PlatformError.withoutAnswer(ErrorKind.MALFORMED, e.getMessage()));
            } catch (PlatformException e) {
                return ended(merchant, e.error());
            }
        } catch (PlatformException e) {
            return ended(merchant, e.error());
        }
    }

    private Visit answered(MerchantRef merchant, AccessToken token) throws MalformedAnswerException {
        Instant readAt = clock.instant();
        JsonNode answer = api.settingCategories(token);
        CategorySnapshot snapshot = CategorySnapshot.of(answer);
        fields.notice(answer);
        return new Visit.Answered(new Reading(merchant, snapshot, readAt));
    }

    Visit ended(MerchantRef merchant, PlatformError why) {
        return ended(merchant, rules.of(why));
    }

    /** By the clock that dates the visits. */
    Instant now() {
        return clock.instant();
    }

    /** @param at when this was known: what was read later knows more */
    Visit ended(MerchantRef merchant, PlatformError why, Instant at) {
        return new Visit.Ended(merchant, rules.of(why), at);
    }

    Visit ended(MerchantRef merchant, VisitOutcome outcome) {
        return new Visit.Ended(merchant, outcome, clock.instant());
    }
}
