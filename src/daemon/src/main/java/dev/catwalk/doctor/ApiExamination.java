package dev.catwalk.doctor;

import dev.catwalk.api.ApiKey;
import dev.catwalk.api.ApiKeys;
import dev.catwalk.api.ApiPort;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether the API is on, and which of its keys will soon be refused or are of no use. */
@Singleton
class ApiExamination implements Examination {
    private static final Duration SOON = Duration.ofDays(14);
    private static final Duration LONG_ENOUGH_TO_BE_USED = Duration.ofDays(7);
    /** Names of keys in a line. */
    private static final int NAMED = 10;

    private final ApiPort port;
    private final ApiKeys keys;
    private final Clock clock;

    ApiExamination(ApiPort port, ApiKeys keys, Clock clock) {
        this.port = port;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "API";
    }

    /** None when it is off and there is no valid key. */
    @Override
    public List<Finding> findings() {
        Instant now = clock.instant();
        List<ApiKey> valid =
                keys.list().stream().filter(key -> key.isValid(now)).toList();
        List<Finding> findings = new ArrayList<>();
        port(valid.size()).ifPresent(findings::add);
        names(valid, key -> key.expiresAt()
                        .filter(end -> end.isBefore(now.plus(SOON)))
                        .isPresent())
                .map(found -> Finding.warn(
                        subject(),
                        "keys that expire within " + SOON.toDays() + " days: " + found,
                        "make another by catwalk apikeys create, give it to the system that uses the key, then: catwalk"
                                + " apikeys revoke NAME"))
                .ifPresent(findings::add);
        names(
                        valid,
                        key -> key.lastUsedAt().isEmpty()
                                && key.createdAt().plus(LONG_ENOUGH_TO_BE_USED).isBefore(now))
                .map(found -> Finding.warn(
                        subject(),
                        "keys that were never used, " + LONG_ENOUGH_TO_BE_USED.toDays()
                                + " days and longer after they were made: " + found,
                        "if no system needs it: catwalk apikeys revoke NAME"))
                .ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> port(int valid) {
        Optional<String> address = port.address();
        if (address.isEmpty()) {
            return valid == 0
                    ? Optional.empty()
                    : Optional.of(Finding.warn(
                            subject(),
                            valid + " keys are valid, and the API is off",
                            "set catwalk.api.port where daemons run, or revoke the keys"));
        }
        return Optional.of(
                valid == 0
                        ? Finding.warn(
                                subject(),
                                "configured at " + address.get() + ", and there is no valid key",
                                "make one by catwalk apikeys create NAME --scope SCOPE, or remove catwalk.api.port")
                        : Finding.ok(subject(), "configured at " + address.get() + "; " + valid + " keys are valid"));
    }

    private static Optional<String> names(List<ApiKey> valid, Predicate<ApiKey> which) {
        List<String> found =
                valid.stream().filter(which).map(ApiExamination::named).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (found.size() > NAMED ? " and " + (found.size() - NAMED) + " more" : ""));
    }

    private static String named(ApiKey key) {
        return key.name()
                + key.expiresAt()
                        .map(end -> " (" + end.truncatedTo(ChronoUnit.SECONDS) + ")")
                        .orElse("");
    }
}
