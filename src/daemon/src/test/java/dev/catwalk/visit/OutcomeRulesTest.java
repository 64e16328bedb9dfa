package dev.catwalk.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract's table of outcomes, as far as an error of the platform decides. */
class OutcomeRulesTest {
    private static final String NOW = "2026-11-22T10:00:00Z";
    private static final WalkConfig DEFAULTS = ConfigUtils.emptyConfigBuilder()
            .setAddDefaultSources(false)
            .withMapping(WalkConfig.class)
            .build()
            .getConfigMapping(WalkConfig.class);

    @ParameterizedTest
    @CsvSource(textBlock = """
            TRANSIENT,             failed
            TRANSPORT,             failed
            MALFORMED,             failed
            UNKNOWN,               failed
            TOKEN_STALE,           failed
            CODE_SPENT,            failed
            REQUEST_WRONG,         failed
            AUTHORIZATION_GONE,    failed
            REFRESH_TOKEN_REFUSED, token_lost
            NOT_PERMITTED,         not_permitted
            NOT_SUPPORTED,         not_supported
            QUOTA_OF_DAY,          throttled
            QUOTA_OF_MINUTE,       throttled
            COMPONENT_STOPPED,     deferred
            CIRCUIT_OPEN,          deferred
            """)
    void eachKindOfErrorIsOneOutcome(ErrorKind kind, String outcome) {
        assertThat(at(NOW, kind).outcome().code()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasAnOutcomeThatKeepsTheError(ErrorKind kind) {
        assertThat(at(NOW, kind).why()).isEqualTo(error(kind));
    }

    @Test
    void whatIsNotPermittedOrNotSupportedIsLeftAloneForAsLongAsConfigured() {
        assertThat(at(NOW, ErrorKind.NOT_PERMITTED).holdUntil()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(at(NOW, ErrorKind.NOT_SUPPORTED).holdUntil()).isEqualTo(Instant.parse("2026-11-29T10:00:00Z"));
        assertThat(at(NOW, ErrorKind.QUOTA_OF_MINUTE).holdUntil()).isEqualTo(Instant.parse("2026-11-22T10:01:00Z"));
        assertThat(at(NOW, ErrorKind.TRANSIENT).holdUntil()).isNull();
        assertThat(at(NOW, ErrorKind.COMPONENT_STOPPED).holdUntil()).isNull();
    }

    /** Midnight in Shanghai is 16:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:00:00Z, 2026-11-22T16:00:00Z",
        "2026-11-22T15:59:59Z, 2026-11-22T16:00:00Z",
        "2026-11-22T16:00:00Z, 2026-11-22T16:10:00Z",
        "2026-11-22T16:09:59Z, 2026-11-22T16:10:00Z",
        "2026-11-22T16:10:00Z, 2026-11-23T16:00:00Z",
        "2026-12-31T20:00:00Z, 2027-01-01T16:00:00Z"
    })
    void theDaysQuotaIsBackAtMidnightInShanghai(String now, Instant until) {
        assertThat(at(now, ErrorKind.QUOTA_OF_DAY).holdUntil()).isEqualTo(until);
    }

    private static VisitOutcome at(String now, ErrorKind kind) {
        return new OutcomeRules(DEFAULTS, Clock.fixed(Instant.parse(now), ZoneOffset.UTC)).of(error(kind));
    }

    private static PlatformError error(ErrorKind kind) {
        return new PlatformError(1, kind, "rid", "reason");
    }
}
