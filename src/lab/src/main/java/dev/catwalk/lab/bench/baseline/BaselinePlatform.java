package dev.catwalk.lab.bench.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.lab.wxjava.RoutedHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.open.api.WxOpenComponentService;
import me.chanjar.weixin.open.api.impl.WxOpenInMemoryConfigStorage;
import me.chanjar.weixin.open.api.impl.WxOpenServiceImpl;
import me.chanjar.weixin.open.bean.auth.WxOpenAuthorizerInfo;
import me.chanjar.weixin.open.bean.result.WxOpenAuthorizerListResult;

/** The platform by WxJava, which keeps the tokens in memory and refreshes each when it is due. */
final class BaselinePlatform {
    private static final int PAGE = 500;

    private final WxOpenInMemoryConfigStorage storage = new WxOpenInMemoryConfigStorage();
    private final WxOpenComponentService component;

    /** @param address of the simulated platform, which also returns the component's credentials and ticket */
    BaselinePlatform(String address, int connections) throws IOException {
        JsonNode truth = truth(address);
        storage.setComponentAppId(truth.path("appid").asText());
        storage.setComponentAppSecret(truth.path("secret").asText());
        storage.setComponentVerifyTicket(truth.path("ticket").asText());
        storage.setApacheHttpClientBuilder(new RoutedHttpClient(URI.create(address), connections));
        WxOpenServiceImpl service = new WxOpenServiceImpl();
        service.setWxOpenConfigStorage(storage);
        component = service.getWxOpenComponentService();
    }

    private static JsonNode truth(String address) throws IOException {
        try (InputStream answer =
                URI.create(address + "/simulator/component").toURL().openStream()) {
            return new ObjectMapper().readTree(answer);
        }
    }

    /** Goes through the list of authorizers and takes their refresh tokens along. */
    void authorizers(Consumer<List<String>> appids) throws WxErrorException {
        int listed = 0;
        WxOpenAuthorizerListResult page = component.getAuthorizerList(listed, PAGE);
        while (!page.getList().isEmpty()) {
            for (Map<String, String> entry : page.getList()) {
                storage.updateAuthorizerRefreshToken(entry.get("authorizer_appid"), entry.get("refresh_token"));
            }
            appids.accept(page.getList().stream()
                    .map(entry -> entry.get("authorizer_appid"))
                    .toList());
            listed += page.getList().size();
            page = component.getAuthorizerList(listed, PAGE);
        }
    }

    WxOpenAuthorizerInfo info(String appid) throws WxErrorException {
        return component.getAuthorizerInfo(appid).getAuthorizerInfo();
    }

    Answer categories(String appid) throws WxErrorException {
        return Answer.of(
                component.getWxMaServiceByAppid(appid).getBasicService().getCategory());
    }

    /** @return of how many merchants */
    int expireTokens() {
        storage.getAuthorizerAccessTokens().keySet().forEach(storage::expireAuthorizerAccessToken);
        return storage.getAuthorizerAccessTokens().size();
    }
}
