package dev.catwalk.cli.merchants;

import static dev.catwalk.testing.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.WrongRequestException;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Ran;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class LinksRunTest {
    @Inject
    Worker worker;

    @Inject
    LinksRun links;

    private List<SimulatedMerchant> merchants;

    @BeforeEach
    void begin() {
        merchants = worker.beginKnowing(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN))
                .component()
                .merchants(0, 3);
    }

    @Test
    void aLinkOfANamedMerchantIsPrintedAndListedWithoutItsAddress() throws Exception {
        // when
        Ran created = run(() -> links.create(List.of(appid(0)), null));
        Ran listed = run(() -> links.list(false, 10, false));

        // then
        assertThat(created.exitCode()).isZero();
        assertThat(created.out().lines().toList())
                .hasSize(2)
                .first()
                .isEqualTo("component_appid,merchant_appid,link,expires_at");
        assertThat(created.out()).contains(Worker.COMPONENT + "," + appid(0) + ",https://login.example/authorize/");
        assertThat(listed.out()).contains(appid(0).value(), "good").doesNotContain("https://");
    }

    @Test
    void whoNeedsALinkGetsItsGoodOneOrANewOneAndTheOthersNone() throws Exception {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set authorization_state = 'revoked', revoked_at = ? where merchant_appid in (?, ?)",
                        SettableClock.INSTANCE.instant(),
                        appid(0).value(),
                        appid(1).value()));
        Ran first = run(() -> links.create(List.of(appid(0)), null));

        // when
        Ran all = run(() -> links.createAll(null, () -> false));
        Ran again = run(() -> links.createAll(null, () -> false));

        // then
        assertThat(all.out().lines())
                .hasSize(3)
                .contains(first.out().lines().toList().getLast());
        assertThat(all.out()).doesNotContain(appid(2).value());
        assertThat(again.out().lines())
                .containsExactlyInAnyOrderElementsOf(all.out().lines().toList());
    }

    @Test
    void whenItIsToStopTheRestIsLeftAndSaidSo() throws Exception {
        // given
        worker.jdbi()
                .useHandle(handle -> handle.execute(
                        "update app.merchant set authorization_state = 'revoked', revoked_at = ?",
                        SettableClock.INSTANCE.instant()));

        // when
        Ran ran = run(() -> links.createAll(null, () -> true));

        // then
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines()).hasSize(1);
        assertThat(ran.err().strip()).isEqualTo("Stopped after 0 of 3 merchants; run it again for all.");
        assertThat(worker.value("select count(*) from app.authorize_link")).isEqualTo(0L);
    }

    @Test
    void insteadOfALinkThatDoesNotOpenThereIsANewOne() throws Exception {
        // given
        Ran first = run(() -> links.create(List.of(appid(0)), null));
        worker.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "update app.authorize_link set encrypted_id = set_byte(encrypted_id, 20, 255 - get_byte(encrypted_id, 20))"));

        // when
        Ran again = run(() -> links.create(List.of(appid(0)), null));

        // then
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("/authorize/").isNotEqualTo(first.out());
    }

    @Test
    void whatIsRevokedIsOverAndWhatWasOverIsNamed() throws Exception {
        // given
        run(() -> links.create(List.of(appid(0)), null));
        long link = (Long) worker.value("select max(link_id) from app.authorize_link");

        // when
        Ran revoked = run(() -> links.revoke(List.of(link)));
        Ran again = run(() -> links.revoke(List.of(link)));

        // then
        assertThat(revoked.exitCode()).isZero();
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("1 were no good links");
        assertThat(run(() -> links.list(false, 10, false)).out()).isEqualToIgnoringNewLines("none");
        assertThat(run(() -> links.list(true, 10, false)).out()).contains("revoked");
    }

    @Test
    void aMerchantThatIsNotKnownIsNamedAndNoLinkIsMade() {
        assertThatThrownBy(() -> links.create(List.of(appid(0), new MerchantAppId("wx0000000000000000")), null))
                .isInstanceOf(WrongRequestException.class)
                .hasMessageContaining("wx0000000000000000");
        assertThat(worker.value("select count(*) from app.authorize_link")).isEqualTo(0L);
    }

    private MerchantAppId appid(int place) {
        return new MerchantAppId(merchants.get(place).appid());
    }
}
