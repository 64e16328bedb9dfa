package dev.catwalk.cli;

import dev.catwalk.delivery.Backlogs;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.launch.ExitCode;
import dev.catwalk.relay.Relay;
import dev.catwalk.relay.Relays;
import dev.catwalk.relay.TestPush;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Relays on the terminal. */
@Singleton
@Unremovable
class RelaysRun {
    private static final List<String> HEADER = List.of(
            "push", "received", "event", "merchant", "relay", "state", "attempts", "next attempt", "last error");

    private final Jdbi jdbi;
    private final Relays relays;
    private final Backlogs backlogs;
    private final TestPush test;
    private final DeliveriesRun deliveries;

    RelaysRun(Jdbi jdbi, Relays relays, Backlogs backlogs, Redrive redrive, TestPush test) {
        this.jdbi = jdbi;
        this.relays = relays;
        this.backlogs = backlogs;
        this.test = test;
        this.deliveries = new DeliveriesRun(DeliveryTable.PUSHES, relays.names(), redrive);
    }

    private static final String LIST = """
            select push_id, received_at, event, coalesce(merchant_appid, component_appid) as subject, relay, state, attempts,
              next_attempt_at, last_error
            from reporting.push_relay
            where (:all or state in ('pending', 'dead')) and (:relay = '' or relay = :relay)
            order by push_id desc, relay
            limit :limit
            """;

    /** @param relay empty for all of them */
    int list(String relay, boolean all, int limit, boolean json) {
        return jdbi.withHandle(handle -> DeliveriesRun.list(
                HEADER,
                handle.createQuery(LIST).bind("all", all).bind("relay", relay).bind("limit", limit),
                json));
    }

    int redrive(String relay) {
        return deliveries.redriveAll(relay);
    }

    int redrive(List<Long> pushes) {
        return deliveries.redrive(pushes, backlogs.disabled(relays.all()).keySet());
    }

    int test(String name) throws InterruptedException {
        if (!deliveries.isConfigured(name)) {
            return ExitCode.WRONG;
        }
        Relay relay = relays.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return DeliveriesRun.tested(name, "the push", test.send(relay));
    }
}
