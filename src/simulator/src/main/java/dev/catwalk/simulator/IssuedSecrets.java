package dev.catwalk.simulator;

import dev.catwalk.simulator.call.AccessTokenText;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.MerchantState;
import java.util.ArrayList;
import java.util.List;

/** What the simulated platform gave out and a test cannot see through its API. */
public final class IssuedSecrets {
    private static final long SEED = SimulatorOptions.builder().build().seed();

    private IssuedSecrets() {}

    /** An authorization code as a push would bring it, for tests that take no pushes. */
    public static String authorizationCode(SimulatedPlatform platform, SimulatedMerchant merchant) {
        SimulatedComponent component = platform.component();
        MerchantState owner = component.book().find(merchant.appid()).orElseThrow();
        return component.codes().issue(owner, merchant.truth().authorizedAt());
    }

    /** A component access token as the platform would issue it now, for another system that owns the component's tokens. */
    public static String newAccessToken(SimulatedPlatform platform) {
        return platform.component().issueAccessToken();
    }

    /** The same of a merchant. */
    public static String newAccessToken(SimulatedPlatform platform, String merchantAppid) {
        SimulatedComponent component = platform.component();
        return component.issueAccessToken(component.book().find(merchantAppid).orElseThrow());
    }

    /** Access tokens of the component and of these merchants, more generations than a test lets the platform issue. */
    public static List<String> accessTokens(
            SimulatedPlatform platform, List<SimulatedMerchant> merchants, int generations) {
        AccessTokenText text = new AccessTokenText(SEED);
        long component = Appid.digits(platform.component().appid());
        List<String> tokens = new ArrayList<>();
        for (int generation = 1; generation <= generations; generation++) {
            tokens.add(text.write(new AccessTokenText.Claim(component, 0, generation)));
            for (SimulatedMerchant merchant : merchants) {
                tokens.add(
                        text.write(new AccessTokenText.Claim(component, Appid.digits(merchant.appid()), generation)));
            }
        }
        return tokens;
    }

    /** Refresh tokens of these merchants, from the first to beyond the present one. */
    public static List<String> refreshTokens(
            SimulatedPlatform platform, List<SimulatedMerchant> merchants, int generations) {
        long component = Appid.digits(platform.component().appid());
        List<String> tokens = new ArrayList<>();
        for (int generation = 1; generation <= generations; generation++) {
            for (SimulatedMerchant merchant : merchants) {
                tokens.add(IssuedTokens.refreshToken(SEED, component, Appid.digits(merchant.appid()), generation));
            }
        }
        return tokens;
    }
}
