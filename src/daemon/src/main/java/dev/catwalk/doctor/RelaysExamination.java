package dev.catwalk.doctor;

import dev.catwalk.component.Component;
import dev.catwalk.component.Components;
import dev.catwalk.delivery.ChannelStates;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

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
        private final Jdbi jdbi;
        private final ChannelStates channels;
        private final DeliveryHttp http;
        private final TestPush test;
        private final Clock clock;

        Reach(Jdbi jdbi, ChannelStates channels, DeliveryHttp http, TestPush test, Clock clock) {
            this.jdbi = jdbi;
            this.channels = channels;
            this.http = http;
            this.test = test;
            this.clock = clock;
        }

        private static final String WAITING = """
                select pending, dead, received_at as pending_since, failure.last_error
                from (
                  select count(*) filter (where state = 'pending') as pending,
                    count(*) filter (where state = 'dead') as dead,
                    min(push_event_id) filter (where state = 'pending') as oldest,
                    max(push_event_id) filter (where last_error is not null) as failed
                  from app.push_delivery where channel = :relay and state in ('pending', 'dead')) counted
                left join app.push_event on push_event.push_event_id = oldest
                left join app.push_delivery failure on failure.push_event_id = failed and failure.channel = :relay
                """;

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
            Optional<Instant> disabledAt = channels.disabledAt(relay);
            Backlog backlog = jdbi.withHandle(handle -> handle.createQuery(WAITING)
                    .bind("relay", relay.name())
                    .map((row, context) -> backlog(relay, row, disabledAt))
                    .one());
            return backlog.trouble(subject, clock.instant())
                    .or(() -> inClear(subject, relay, address))
                    .orElseGet(() -> Finding.ok(
                            subject,
                            relay.name() + ": configured, reached " + http.wayTo(address) + "; " + backlog.waiting()));
        }

        private static Optional<Finding> inClear(String subject, Relay relay, WebAddress address) {
            return relay.isPlain() && address.crossesTheNetworkInClear()
                    ? Optional.of(Finding.warn(
                            subject,
                            relay.name() + ": what it gets, authorization codes included, crosses the network in clear",
                            "give it an https address, or leave it if nobody else can listen on the way there"))
                    : Optional.empty();
        }

        private static Backlog backlog(Relay relay, ResultSet row, Optional<Instant> disabledAt) throws SQLException {
            return new Backlog(
                    DeliveryTable.PUSHES,
                    relay.name(),
                    row.getLong("pending"),
                    Optional.ofNullable(row.getTimestamp("pending_since")).map(Timestamp::toInstant),
                    row.getLong("dead"),
                    Optional.ofNullable(row.getString("last_error")),
                    disabledAt);
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
