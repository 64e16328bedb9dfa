package dev.catwalk.doctor;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformError.Subject;
import dev.catwalk.platform.PlatformProbe;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the platform says to one component before anything else: reachable, our address, appid and secret, and its time. */
public final class PlatformExamination implements Examination {
    private static final String CLOCK = "clock";
    private static final Duration SKEWED = Duration.ofSeconds(30);
    /** Longer than a token that is being replaced lives on. */
    private static final Duration FAR_OFF = Duration.ofMinutes(5);

    private final PlatformProbe probe;
    private final ComponentAppId component;
    private final Secret secret;
    private final Clock clock;

    public PlatformExamination(PlatformProbe probe, ComponentAppId component, Secret secret, Clock clock) {
        this.probe = probe;
        this.component = component;
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "platform";
    }

    @Override
    public List<Finding> findings() throws InterruptedException {
        PlatformProbe.Answer answer;
        Instant answeredAt;
        try {
            answer = probe.ask(component, secret);
            answeredAt = clock.instant();
        } catch (IOException e) {
            return List.of(
                    Finding.fail(
                            subject(),
                            "no answer, asked " + probe.way() + ": " + e.getMessage(),
                            "does this machine reach catwalk.platform.url? name resolution, firewall, TLS, catwalk.platform.proxy"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(subject(), "answers; reached " + probe.way()));
        findings.add(skew(answer.date().map(date -> Duration.between(date, answeredAt))));
        findings.add(address(answer.refusal()));
        findings.add(credentials(answer.refusal()));
        return findings;
    }

    private Finding address(Optional<PlatformError> refusal) {
        return refusal.filter(error -> error.subject() == Subject.OUR_ADDRESS)
                .map(error -> Finding.fail(
                        "egress address", component + ": " + PlatformAdvice.words(error), PlatformAdvice.of(error)))
                .orElseGet(() -> Finding.ok("egress address", component + ": not refused by the IP whitelist"));
    }

    private Finding credentials(Optional<PlatformError> refusal) {
        String name = "credentials";
        // That our ticket, which is none, is refused is what should happen.
        if (refusal.isEmpty() || refusal.get().subject() == Subject.TICKET) {
            return Finding.ok(name, component + ": appid and secret are not refused");
        }
        PlatformError error = refusal.get();
        if (error.subject() == Subject.OUR_ADDRESS) {
            return Finding.warn(
                    name,
                    component + ": not known while the platform refuses our address",
                    "correct the line above first");
        }
        String seen = component + ": " + PlatformAdvice.words(error);
        return error.kind() == ErrorKind.COMPONENT_STOPPED
                ? Finding.fail(name, seen, PlatformAdvice.of(error))
                : Finding.warn(name, seen, PlatformAdvice.of(error));
    }

    /** @param ahead how far our clock is ahead of the platform's, to a second; empty when the platform sent no time */
    static Finding skew(Optional<Duration> ahead) {
        if (ahead.isEmpty()) {
            return Finding.warn(
                    CLOCK,
                    "the platform's answer has no Date header to compare with",
                    "check by other means that this machine's clock is synchronized (NTP)");
        }
        Duration distance = ahead.get().abs();
        String seen =
                distance.toSeconds() + " s " + (ahead.get().isNegative() ? "behind" : "ahead of") + " the platform's";
        String advice = "synchronize this machine's clock (NTP)";
        if (distance.compareTo(FAR_OFF) > 0) {
            return Finding.fail(CLOCK, seen, advice);
        }
        return distance.compareTo(SKEWED) > 0
                ? Finding.warn(CLOCK, seen, advice)
                : Finding.ok(CLOCK, "in step with the platform's, to " + SKEWED.toSeconds() + " s");
    }
}
