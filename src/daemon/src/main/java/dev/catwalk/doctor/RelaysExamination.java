package dev.catwalk.doctor;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.Backlogs;
import dev.catwalk.delivery.DeliveryHttp;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.network.WebAddress;
import dev.catwalk.relay.MissedMessages;
import dev.catwalk.relay.Relay;
import dev.catwalk.relay.Relays;
import dev.catwalk.relay.TestPush;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether pushes reach the systems they are handed on to, and whether customers' messages have a receiver. */
@Singleton
class RelaysExamination implements Examination {
    private static final Duration RECENTLY = Duration.ofDays(1);

    private final Relays relays;
    private final Components components;
    private final MissedMessages missed;
    private final Reach reach;
    private final Clock clock;

    RelaysExamination(Relays relays, Components components, MissedMessages missed, Reach reach, Clock clock) {
        this.relays = relays;
        this.components = components;
        this.missed = missed;
        this.reach = reach;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "relays";
    }

    /** None when nothing is handed on and nothing is missed. */
    @Override
    public List<Finding> findings() {
        return Stream.concat(
                        relays.all().stream().map(relay -> reach.finding(subject(), relay)),
                        components.all().stream().flatMap(component -> missed(component).stream()))
                .toList();
    }

    private Optional<Finding> missed(Component component) {
        if (relays.ofCustomerMessages(component.appid()).isPresent()) {
            return Optional.empty();
        }
        Instant since = clock.instant().minus(RECENTLY);
        return missed.last(component.appid(), since)
                .map(at -> Finding.warn(
                        subject(),
                        "customers' messages arrive for " + component.appid() + " and no relay takes them (last at "
                                + at.truncatedTo(ChronoUnit.SECONDS) + ")",
                        "if another system answers customers, set catwalk.push.relay.\"NAME\".url and"
                                + " .customer-messages=through for it; where a proxy only mirrors them (step 1 of moving in),"
                                + " nothing is missing: set no relay before the mirror is gone"));
    }

    /** The same, and a test push by each. */
    Examination sending() {
        return new Examination() {
            @Override
            public String subject() {
                return RelaysExamination.this.subject();
            }

            @Override
            public List<Finding> findings() throws InterruptedException {
                List<Finding> findings = new ArrayList<>(RelaysExamination.this.findings());
                for (Relay relay : relays.all()) {
                    findings.add(reach.sent(subject(), relay));
                }
                return findings;
            }
        };
    }

    /** How one relay is reached, and what waits for it. */
    @Singleton
    static class Reach {
        private final Backlogs backlogs;
        private final DeliveryHttp http;
        private final TestPush test;
        private final Clock clock;

        Reach(Backlogs backlogs, DeliveryHttp http, TestPush test, Clock clock) {
            this.backlogs = backlogs;
            this.http = http;
            this.test = test;
            this.clock = clock;
        }

        Finding finding(String subject, Relay relay) {
            WebAddress address = relay.sampleAddress();
            try {
                http.requirePublic(address);
            } catch (IOException e) {
                return Finding.fail(
                        subject,
                        relay.name() + ": " + e.getMessage(),
                        "correct catwalk.push.relay." + relay.name() + ".url");
            }
            Backlog backlog = backlogs.of(DeliveryTable.PUSHES, List.of(relay)).getFirst();
            return BacklogTrouble.in(backlog, subject, clock.instant())
                    .or(() -> inClear(subject, relay, address))
                    .orElseGet(() -> Finding.ok(
                            subject,
                            relay.name() + ": configured, reached " + http.wayTo(address) + "; "
                                    + BacklogTrouble.waiting(backlog)));
        }

        private static Optional<Finding> inClear(String subject, Relay relay, WebAddress address) {
            return relay.isPlain() && address.crossesTheNetworkInClear()
                    ? Optional.of(Finding.warn(
                            subject,
                            relay.name() + ": what it gets, authorization codes included, crosses the network in clear",
                            "give it an https address, or leave it if nobody else can listen on the way there"))
                    : Optional.empty();
        }

        Finding sent(String subject, Relay relay) throws InterruptedException {
            return switch (test.send(relay)) {
                case SendResult.Accepted() -> Finding.ok(subject, relay.name() + ": accepted the test push");
                case SendResult.Refused(var error, var _) -> notSent(subject, relay, error);
                case SendResult.Gone(var error) -> notSent(subject, relay, error);
            };
        }

        private static Finding notSent(String subject, Relay relay, String error) {
            return Finding.fail(
                    subject,
                    relay.name() + ": did not accept the test push: " + error,
                    "repair the receiver, or correct the relay's address, form and secret");
        }
    }
}
