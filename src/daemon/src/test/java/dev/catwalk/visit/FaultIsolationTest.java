package dev.catwalk.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.component.MerchantRef;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import dev.catwalk.visit.SliceRows.PageRef;
import dev.catwalk.visit.SliceRows.SliceRef;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class FaultIsolationTest {
    private static final int MERCHANTS = 37;
    private static final SliceRef SLICE = new SliceRef(1, 0, WalkScope.ALL, Worker.COMPONENT);

    @Inject
    Worker worker;

    @Inject
    Merchants merchants;

    @Test
    void faultThatOneMerchantBringsAboutCostsNobodyElseItsVisit() {
        // given
        worker.beginKnowing(SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        List<Long> ids = worker.platform().component().merchants(0, MERCHANTS).stream()
                .map(merchant -> worker.ref(merchant).id())
                .sorted()
                .toList();
        long faulty = ids.get(17);
        FaultIsolation reading = isolation(page -> read(page, faulty));

        // when: as a slice does, from page to page
        List<Visit> visits = new ArrayList<>();
        while (visits.size() < MERCHANTS) {
            visits.addAll(reading.read(
                    SLICE, new PageRef(visits.size(), ids.subList(visits.size(), MERCHANTS), Optional.empty())));
        }

        // then
        assertThat(visits).extracting(visit -> visit.merchant().id()).isEqualTo(ids);
        assertThat(visits)
                .filteredOn(visit -> ((Visit.Ended) visit).outcome() instanceof VisitOutcome.Failed)
                .extracting(visit -> visit.merchant().id())
                .containsExactly(faulty);
    }

    @Test
    void noMerchantIsBlamedForADatabaseThatIsAway() {
        // given
        FaultIsolation reading = isolation(page -> {
            throw new ConnectionException(new SQLException("terminating connection", "57P01"));
        });

        // then
        assertThatThrownBy(() -> reading.read(SLICE, new PageRef(0, List.of(1L, 2L), Optional.empty())))
                .isInstanceOf(ConnectionException.class);
    }

    private FaultIsolation isolation(Function<PageRef, List<Visit>> pages) {
        return new FaultIsolation(
                new PageReading(null, null, null, null, null, null, null) {
                    @Override
                    public List<Visit> read(SliceRef slice, PageRef page) {
                        return pages.apply(page);
                    }
                },
                merchants,
                SettableClock.INSTANCE);
    }

    private List<Visit> read(PageRef page, long faulty) {
        if (page.merchantIds().contains(faulty)) {
            throw new IllegalStateException("nobody foresaw this");
        }
        return merchants.standing(page.merchantIds()).stream()
                .map(standing -> visit(standing.merchant()))
                .toList();
    }

    private static Visit visit(MerchantRef merchant) {
        return new Visit.Ended(merchant, new VisitOutcome.NotSupported(null, null), SettableClock.INSTANCE.instant());
    }
}
