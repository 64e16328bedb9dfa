package dev.catwalk.simulator;

import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of {@code simulate} about the component and its pushes. */
final class ComponentSwitches {
    @Option(
            names = "--push-url",
            paramLabel = "URL",
            description = "address for authorization events; none: they are not sent")
    private String pushUrl;

    @Option(
            names = "--message-url",
            paramLabel = "URL",
            description = "address for messages and events, with the literal $APPID$; none: they are not sent")
    private String messageUrl;

    @Option(
            names = "--ticket-interval",
            defaultValue = "10m",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description =
                    "between two pushes of the ticket, the first at once; 0s for none (default: ${DEFAULT-VALUE})")
    private Duration ticketInterval;

    @Option(
            names = "--component",
            defaultValue = ComponentCredentials.DEFAULT_APPID,
            paramLabel = "APPID",
            description = "its appid (default: ${DEFAULT-VALUE})")
    private String appid;

    @Option(
            names = "--secret",
            defaultValue = ComponentCredentials.DEFAULT_SECRET,
            paramLabel = "TEXT",
            description = "its secret (default: ${DEFAULT-VALUE})")
    private String secret;

    @Option(
            names = "--token",
            defaultValue = ComponentCredentials.DEFAULT_PUSH_TOKEN,
            paramLabel = "TEXT",
            description = "signs its pushes (default: ${DEFAULT-VALUE})")
    private String token;

    @Option(
            names = "--key",
            defaultValue = ComponentCredentials.DEFAULT_ENCODING_AES_KEY,
            paramLabel = "TEXT",
            description = "EncodingAESKey, encrypts its pushes; 43 characters (default: ${DEFAULT-VALUE})")
    private String key;

    void applyTo(SimulatorOptions.Builder options) {
        options.pushTargets(new PushTargets(pushUrl, messageUrl))
                .ticketInterval(ticketInterval)
                .components(new ComponentCredentials(appid, secret, token, key));
    }
}
