package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.lab.wxjava.CatwalkConfigStorage;
import dev.catwalk.lab.wxjava.RoutedHttpClient;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.push.Announcement;
import java.net.URI;
import java.util.List;
import java.util.Map;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.common.error.WxRuntimeException;
import me.chanjar.weixin.open.api.WxOpenComponentService;
import me.chanjar.weixin.open.api.impl.WxOpenServiceImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A WxJava application that reads its tokens from the daemon's API and makes its own calls with them. */
class CatwalkConfigStorageIT {
    private final Site site = Site.with(SimulatorOptions.builder().merchants(3).mix(MerchantMix.PLAIN));

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void wxJavaCallsWithCatwalksTokensAndRefreshesNone() throws WxErrorException {
        // given
        int apiPort = FreePort.any();
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_API_PORT", Integer.toString(apiPort));
        try (CatwalkProcess daemon = CatwalkProcess.start(environment)) {
            daemon.awaitOutput("up;");
            site.platform().component().pushTicketNow();
            daemon.await("the first walk", () -> site.isCompleted(1));
            WxOpenComponentService component = wxJava(URI.create("http://127.0.0.1:" + apiPort), key(environment));
            List<SimulatedMerchant> merchants = site.platform().component().merchants(0, 3);
            SimulatedMerchant shop = merchants.getFirst();
            SimulatedMerchant leaver = merchants.getLast();

            // when
            int categories = categories(component, shop);
            shop.invalidateAccessTokens();
            int afterRefusal = categories(component, shop);
            leaver.unauthorize(Announcement.PUSHED).join();
            daemon.await(
                    "the withdrawal is known",
                    () -> site.count("select count(*) from reporting.merchant_coverage"
                                    + " where authorization_state = 'revoked'")
                            == 1);

            // then
            assertThat(categories).isPositive().isEqualTo(afterRefusal);
            assertThat(component
                            .getAuthorizerInfo(shop.appid())
                            .getAuthorizationInfo()
                            .getAuthorizerAppid())
                    .isEqualTo(shop.appid());
            assertThatThrownBy(() -> categories(component, leaver))
                    .isInstanceOf(WxRuntimeException.class)
                    .hasMessageContaining("409");
            assertThatThrownBy(() -> component.getAuthorizerAccessToken(shop.appid(), true))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> component.getComponentAccessToken(true))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(shop.calls(Api.AUTHORIZER_TOKEN))
                    .as("the first one, and one for the refusal")
                    .isEqualTo(2);
            assertThat(site.platform().calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
        }
    }

    private WxOpenComponentService wxJava(URI catwalk, String key) {
        CatwalkConfigStorage storage = new CatwalkConfigStorage(catwalk, Site.component(), key);
        storage.setApacheHttpClientBuilder(new RoutedHttpClient(site.platform().uri(), 2));
        WxOpenServiceImpl service = new WxOpenServiceImpl();
        service.setWxOpenConfigStorage(storage);
        return service.getWxOpenComponentService();
    }

    private static int categories(WxOpenComponentService component, SimulatedMerchant merchant)
            throws WxErrorException {
        return component
                .getWxMaServiceByAppid(merchant.appid())
                .getBasicService()
                .getCategory()
                .getCategories()
                .size();
    }

    private static String key(Map<String, String> environment) {
        try (CatwalkProcess create =
                CatwalkProcess.start(environment, "apikeys", "create", "wxjava", "--scope", "token,component-token")) {
            assertThat(create.awaitExit()).as(create.output()).isZero();
            return create.out().strip();
        }
    }
}
