package dev.catwalk.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catwalk.health.FleetFigures.Figures;
import dev.catwalk.relay.Relays;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.WalkScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class FleetFiguresTest {
    @Inject
    Worker worker;

    @Inject
    Jdbi jdbi;

    @Inject
    Relays relays;

    @Test
    void whatAMerchantHadThatWithdrewIsNotCounted() {
        // given
        SimulatedPlatform platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(2).mix(MerchantMix.PLAIN));
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 2);
        merchants.forEach(merchant -> {
            merchant.put(SimulatedCategory.rejected(8, 39, "资质不符"));
            worker.walk(merchant);
        });
        Figures before = new FleetFigures(jdbi, relays).now();
        merchants.getFirst().unauthorize(Announcement.LOST);

        // when
        worker.walk(merchants.getFirst());

        // then
        long ofThoseThatStay = (Long) worker.value("select count(*) from reporting.rejection where eligible");
        assertThat(new FleetFigures(jdbi, relays).now().rejected().of(Worker.COMPONENT.value()))
                .isEqualTo(ofThoseThatStay)
                .isLessThan(before.rejected().of(Worker.COMPONENT.value()));
    }

    @Test
    void aScopeWithoutACompletedWalkHasNoNumber() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(1).mix(MerchantMix.PLAIN));
        worker.walk(WalkScope.ALL);

        // when
        Figures figures = new FleetFigures(jdbi, relays).now();

        // then
        assertThat(figures.lastCompleted().of("all"))
                .isEqualTo(SettableClock.INSTANCE.instant().toEpochMilli() / 1000.0, within(60.0));
        assertThat(figures.lastCompleted().of("under_review")).isNaN();
        assertThat(figures.merchants().of(Worker.COMPONENT.value(), "authorized"))
                .isOne();
        assertThat(figures.merchants().of(Worker.COMPONENT.value(), "revoked")).isZero();
    }

    @Test
    void pushesThatWaitAndThatWereGivenUpAreCountedForEachRelay() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.jdbi().useHandle(handle -> handle.execute("""
                with received as (
                  insert into app.push_event (component_appid, type, digest, body, issued_at, received_at)
                  select ?, 'authorized', n::text::bytea, 'x', now(), now() from generate_series(1, 3) as n returning push_event_id)
                insert into app.push_delivery (push_event_id, channel, state, next_attempt_at, delivered_at)
                select push_event_id, channel, state, next_attempt_at, delivered_at
                from received cross join (values
                  ('events', 'pending', now(), null),
                  ('plain', 'dead', null, null),
                  ('messages', 'delivered', null, now())
                ) as delivery (channel, state, next_attempt_at, delivered_at)
                """, Worker.COMPONENT.value()));

        // when
        Figures figures = new FleetFigures(jdbi, relays).now();

        // then
        assertThat(figures.notHandedOn().of("events", "pending")).isEqualTo(3);
        assertThat(figures.notHandedOn().of("events", "dead")).isZero();
        assertThat(figures.notHandedOn().of("plain", "dead")).isEqualTo(3);
        assertThat(figures.notHandedOn().of("messages", "pending")).isZero();
    }
}
