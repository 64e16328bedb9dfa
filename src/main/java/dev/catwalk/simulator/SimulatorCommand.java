package dev.catwalk.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code simulate}: the simulated platform alone, until a signal ends it. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Runs a simulated WeChat Open Platform: it answers the calls, sends the pushes and keeps the state of any number"
                    + " of merchants. For tests, drills and load runs; nothing here reaches the real platform."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simulate --merchants 1000 --life 2",
            "      a thousand merchants, two changes a second",
            "  simulate --merchants 1000000 --mix plain --latency 50ms --event-loops 2",
            "      a load run",
            "  simulate --push-url http://127.0.0.1:8080/push/wx5a5a5a5a5a5a5a5a \\",
            "           --message-url 'http://127.0.0.1:8080/push/wx5a5a5a5a5a5a5a5a/$APPID$'",
            "      with pushes to a daemon on this machine",
            "  curl http://127.0.0.1:8099/simulator/merchants?count=3",
            "      what is true about the first merchants"
        })
public final class SimulatorCommand implements Callable<Integer> {
    private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "127.0.0.1", paramLabel = "ADDRESS", description = "listen on" + DEFAULT)
    private String host;

    @Option(names = "--port", defaultValue = "8099", paramLabel = "N", description = "0 for any free one" + DEFAULT)
    private int port;

    @Option(
            names = "--event-loops",
            defaultValue = "1",
            paramLabel = "N",
            description = "threads that answer calls" + DEFAULT)
    private int eventLoops;

    @Option(
            names = "--merchants",
            defaultValue = "1000",
            paramLabel = "N",
            description = "merchants that authorized the component" + DEFAULT)
    private int merchants;

    @Option(
            names = "--mix",
            defaultValue = "mixed",
            paramLabel = "MIX",
            converter = MixConverter.class,
            description = "mixed: some are no mini-programs, banned, without permission set 30 …; plain: all ordinary"
                    + DEFAULT)
    private MerchantMix mix;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "the same seed brings the same merchants" + DEFAULT)
    private long seed;

    @Option(
            names = "--life",
            defaultValue = "0",
            paramLabel = "RATE",
            description = "changes per second that merchants make by themselves" + DEFAULT)
    private double life;

    @Option(
            names = "--latency",
            defaultValue = "0ms",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "of every call, such as 50ms" + DEFAULT)
    private Duration latency;

    @Option(
            names = "--rotate-refresh-tokens",
            description = "each refresh brings a new refresh token; the old one works for 300 s more")
    private boolean rotateRefreshTokens;

    @Option(
            names = "--publish-test-accounts",
            description = "the accounts of a full-network release are among the merchants")
    private boolean publishTestAccounts;

    @Option(names = "--push-url", paramLabel = "URL", description = "where authorization events go; none: not sent")
    private String pushUrl;

    @Option(
            names = "--message-url",
            paramLabel = "URL",
            description = "where messages and events go, with the literal $APPID$; none: not sent")
    private String messageUrl;

    @Option(
            names = "--ticket-interval",
            defaultValue = "10m",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "between two pushes of the ticket; one is pushed at once; 0s for none" + DEFAULT)
    private Duration ticketInterval;

    @Option(
            names = "--component",
            defaultValue = "wx5a5a5a5a5a5a5a5a",
            paramLabel = "APPID",
            description = "component appid" + DEFAULT)
    private String component;

    @Option(
            names = "--secret",
            defaultValue = "5ec2e75ec2e75ec2e75ec2e75ec2e75e",
            paramLabel = "TEXT",
            description = "component secret" + DEFAULT)
    private String secret;

    @Option(
            names = "--token",
            defaultValue = "simToken",
            paramLabel = "TEXT",
            description = "token that signs pushes" + DEFAULT)
    private String token;

    @Option(
            names = "--key",
            defaultValue = "simWechatOpenPlatformKey0123456789ABCDEFGHI",
            paramLabel = "TEXT",
            description = "EncodingAESKey that encrypts pushes, 43 characters" + DEFAULT)
    private String key;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "keep what changes in this file, and go on from it at the next start")
    private Path state;

    @Override
    public Integer call() throws InterruptedException {
        SimulatedPlatform platform = start();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            platform.close();
            stopped.countDown();
            // The virtual machine would report the signal as its exit code; a wanted end is exit 0.
            Runtime.getRuntime().halt(0);
        }));
        spec.commandLine().getOut().println(welcome(platform));
        spec.commandLine().getOut().flush();
        stopped.await();
        return 0;
    }

    private SimulatedPlatform start() {
        try {
            return SimulatedPlatform.start(SimulatorOptions.builder()
                    .host(host)
                    .port(port)
                    .eventLoops(eventLoops)
                    .merchants(merchants)
                    .mix(mix)
                    .seed(seed)
                    .lifePerSecond(life)
                    .latency(latency)
                    .rotateRefreshTokens(rotateRefreshTokens)
                    .publishTestAccounts(publishTestAccounts)
                    .pushTargets(new PushTargets(pushUrl, messageUrl))
                    .ticketInterval(ticketInterval)
                    .components(new ComponentCredentials(component, secret, token, key))
                    .state(state)
                    .build());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (CompletionException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot listen on " + host + ":" + port + ": "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    /** The secrets of a simulation are worth nothing outside it, so they may be shown. */
    private String welcome(SimulatedPlatform platform) {
        ComponentCredentials credentials = platform.component().credentials();
        return """
                Simulated platform on %s with %d merchants. Catwalk's configuration for it:

                catwalk.platform.url=%s
                catwalk.component.appid=%s
                catwalk.component.secret=%s
                catwalk.component.push-token=%s
                catwalk.component.encoding-aes-key=%s

                Truth: %s/simulator/merchants   Calls so far: %s/simulator/calls   End: Ctrl-C
                """.formatted(
                        platform.uri(),
                        platform.component().merchantCount(),
                        platform.uri(),
                        credentials.appid(),
                        credentials.secret(),
                        credentials.pushToken(),
                        credentials.encodingAesKey(),
                        platform.uri(),
                        platform.uri());
    }

    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return DurationText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class MixConverter implements ITypeConverter<MerchantMix> {
        @Override
        public MerchantMix convert(String text) {
            return switch (text) {
                case "plain" -> MerchantMix.PLAIN;
                case "mixed" -> MerchantMix.MIXED;
                default -> throw new TypeConversionException("not plain or mixed: " + text);
            };
        }
    }
}
