package dev.catwalk.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.visit.SliceRows.PageRef;
import dev.catwalk.visit.SliceRows.SliceRef;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Scheduler;

/** What is cut short in a page was not visited: it neither failed nor was it confirmed. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class PageReadingTest {
    private static final int MERCHANTS = 5;

    @Inject
    Worker worker;

    @Inject
    Merchants merchants;

    @Inject
    VisitRows visitRows;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    AuthorizationCheck authorization;

    @Inject
    Visits visits;

    @Inject
    ConcurrentCalls calls;

    @Inject
    Components components;

    @Inject
    Scheduler scheduler;

    @ParameterizedTest
    @ValueSource(ints = {40001, 61003})
    void whatNeedsASecondLookIsLeftToTheNextNodeByAProcessThatEnds(int errcode) {
        // given
        SimulatedPlatform platform = beginRefusing(errcode);
        Shutdown stopping = new Shutdown(scheduler) {
            @Override
            public boolean isStopping() {
                return allWereAsked(platform);
            }
        };

        // when
        List<Visit> read = read(new WalkStops(components, stopping));

        // then
        assertThat(read).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {40001, 61003})
    void whatNeedsASecondLookIsDeferredWhenTheComponentStops(int errcode) {
        // given
        SimulatedPlatform platform = beginRefusing(errcode);
        WalkStops stops = new WalkStops(components, new Shutdown(scheduler)) {
            @Override
            synchronized Optional<PlatformError> of(SliceRef slice) {
                return allWereAsked(platform)
                        ? Optional.of(new PlatformError(61004, ErrorKind.COMPONENT_STOPPED, null, "test"))
                        : Optional.empty();
            }
        };

        // when
        List<Visit> read = read(stops);

        // then
        assertThat(read).hasSize(MERCHANTS).allSatisfy(visit -> assertThat(((Visit.Ended) visit).outcome())
                .isInstanceOf(VisitOutcome.Deferred.class));
    }

    @Test
    void merchantsOfAComponentThatLeftTheConfigurationAreDeferred() {
        // given
        beginRefusing(40001);

        // when
        List<Visit> read =
                read(new ComponentAppId("wx0123456789abcdef"), new WalkStops(components, new Shutdown(scheduler)));

        // then
        assertThat(read).hasSize(MERCHANTS).allSatisfy(visit -> assertThat(((Visit.Ended) visit).outcome())
                .isInstanceOf(VisitOutcome.Deferred.class));
        assertThat(worker.platform().calls().total()).isZero();
    }

    private SimulatedPlatform beginRefusing(int errcode) {
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(MERCHANTS).mix(MerchantMix.PLAIN));
        platform.faults().add(Fault.errcode(errcode).on(Api.GET_CATEGORY));
        platform.calls().clear();
        return platform;
    }

    private static boolean allWereAsked(SimulatedPlatform platform) {
        return platform.calls().count(Api.GET_CATEGORY) >= MERCHANTS;
    }

    private List<Visit> read(WalkStops stops) {
        return read(Worker.COMPONENT, stops);
    }

    private List<Visit> read(ComponentAppId component, WalkStops stops) {
        List<Long> ids = worker.jdbi()
                .withHandle(handle -> handle.select("select merchant_id from app.merchant order by 1")
                        .mapTo(Long.class)
                        .list());
        PageReading reading = new PageReading(merchants, visitRows, tokens, authorization, visits, calls, stops);
        return reading.read(new SliceRef(1, 1, WalkScope.ALL, component), new PageRef(0, ids, Optional.empty()));
    }
}
