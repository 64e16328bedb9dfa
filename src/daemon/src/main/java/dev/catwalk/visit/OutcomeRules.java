package dev.catwalk.visit;

import dev.catwalk.platform.PlatformError;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Which outcome an error of the platform is, and how long that outcome is valid. */
@Singleton
public class OutcomeRules {
    /** The zone in which the platform counts days; the hour of its daily reset is not published, midnight is assumed. */
    private static final ZoneId PLATFORM_ZONE = ZoneId.of("Asia/Shanghai");

    private static final Duration DAY_BEGINS_BY = Duration.ofMinutes(10);

    private static final Duration MINUTE_QUOTA_PAUSE = Duration.ofSeconds(60);

    private final WalkConfig config;
    private final Clock clock;

    OutcomeRules(WalkConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** A withdrawn authorization ends here as {@code failed}: {@link AuthorizationCheck} has to confirm it first. */
    VisitOutcome of(PlatformError why) {
        Instant now = clock.instant();
        return switch (why.kind()) {
            case TRANSIENT, TRANSPORT, MALFORMED, UNKNOWN, TOKEN_STALE, CODE_SPENT, REQUEST_WRONG, AUTHORIZATION_GONE ->
                new VisitOutcome.Failed(why);
            case REFRESH_TOKEN_REFUSED, BORROWED_TOKEN_REFUSED -> new VisitOutcome.TokenLost(why);
            case NOT_PERMITTED -> new VisitOutcome.NotPermitted(why, now.plus(config.permissionRetest()));
            case NOT_SUPPORTED -> new VisitOutcome.NotSupported(why, now.plus(config.unsupportedRetest()));
            case QUOTA_OF_DAY -> new VisitOutcome.Throttled(why, quotaReturns(now));
            case QUOTA_OF_MINUTE -> new VisitOutcome.Throttled(why, now.plus(MINUTE_QUOTA_PAUSE));
            case COMPONENT_STOPPED, SOURCE_FAILED, CIRCUIT_OPEN -> new VisitOutcome.Deferred(why);
        };
    }

    /** Who is refused right after midnight is not held for another day: the platform may begin its day a little later. */
    private static Instant quotaReturns(Instant now) {
        ZonedDateTime midnight = now.atZone(PLATFORM_ZONE).toLocalDate().atStartOfDay(PLATFORM_ZONE);
        Instant dayBegan = midnight.plus(DAY_BEGINS_BY).toInstant();
        return now.isBefore(dayBegan) ? dayBegan : midnight.plusDays(1).toInstant();
    }
}
