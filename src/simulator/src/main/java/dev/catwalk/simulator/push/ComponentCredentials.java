package dev.catwalk.simulator.push;

import dev.catwalk.simulator.merchant.Appid;
import java.util.Objects;

/**
 * One component as the platform's console shows it. These are simulated secrets, worth nothing anywhere else.
 *
 * @param encodingAesKey 43 characters
 */
public record ComponentCredentials(String appid, String secret, String pushToken, String encodingAesKey) {
    public static final String DEFAULT_APPID = "wx5a5a5a5a5a5a5a5a";
    public static final String DEFAULT_SECRET = "5ec2e75ec2e75ec2e75ec2e75ec2e75e";
    public static final String DEFAULT_PUSH_TOKEN = "simToken";
    public static final String DEFAULT_ENCODING_AES_KEY = "simWechatOpenPlatformKey0123456789ABCDEFGHI";

    /** The default component; push token and key are those of the protocol page's own vectors (§1.6, V5 and V6). */
    public static final ComponentCredentials DEFAULT =
            new ComponentCredentials(DEFAULT_APPID, DEFAULT_SECRET, DEFAULT_PUSH_TOKEN, DEFAULT_ENCODING_AES_KEY);

    public ComponentCredentials {
        Appid.checked(appid);
        if (secret == null || secret.isBlank()) {
            throw new IllegalArgumentException("the component's secret is empty");
        }
        Objects.requireNonNull(pushToken, "pushToken");
        PushEnvelope.aesKey(encodingAesKey);
    }
}
