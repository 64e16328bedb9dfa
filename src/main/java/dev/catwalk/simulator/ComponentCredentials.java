package dev.catwalk.simulator;

import java.util.Objects;

/**
 * One component as the platform's console shows it. These are simulated secrets, worth nothing anywhere else.
 *
 * @param encodingAesKey 43 characters
 */
public record ComponentCredentials(String appid, String secret, String pushToken, String encodingAesKey) {
    /** The default component; push token and key are those of the protocol page's own vectors (§1.6, V5 and V6). */
    public static final ComponentCredentials DEFAULT = new ComponentCredentials(
            "wx5a5a5a5a5a5a5a5a",
            "5ec2e75ec2e75ec2e75ec2e75ec2e75e",
            "simToken",
            "simWechatOpenPlatformKey0123456789ABCDEFGHI");

    public ComponentCredentials {
        Appid.checked(appid);
        if (secret == null || secret.isBlank()) {
            throw new IllegalArgumentException("the component's secret is empty");
        }
        Objects.requireNonNull(pushToken, "pushToken");
        PushEnvelope.aesKey(encodingAesKey);
    }
}
