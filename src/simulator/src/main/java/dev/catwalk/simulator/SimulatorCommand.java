package dev.catwalk.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: the simulated platform alone, until a signal ends it. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a simulated WeChat Open Platform: it answers the calls, sends the pushes and holds the state of any number"
                    + " of merchants. For tests, drills and load runs; nothing here reaches the real platform."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simulate --merchants 1000 --life 2",
            "      a thousand merchants, two changes a second",
            "  simulate --merchants 1000000 --mix plain --latency 50ms",
            "      a load run",
            "  simulate --push-url http://127.0.0.1:8080/push/wx5a5a5a5a5a5a5a5a \\",
            "           --message-url 'http://127.0.0.1:8080/push/wx5a5a5a5a5a5a5a5a/$APPID$'",
            "      with pushes to a daemon on this machine",
            "  curl 'http://127.0.0.1:8099/simulator/merchants?count=3'",
            "      what is true about the first merchants"
        })
public final class SimulatorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private MerchantSwitches merchants;

    @Mixin
    private ComponentSwitches component;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "listen on (default: ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8099",
            paramLabel = "N",
            description = "0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--event-loops",
            defaultValue = "1",
            paramLabel = "N",
            description = "threads that answer calls (default: ${DEFAULT-VALUE})")
    private int eventLoops;

    @Option(
            names = "--latency",
            defaultValue = "0ms",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "of every call, such as 50ms (default: ${DEFAULT-VALUE})")
    private Duration latency;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "save what changes in this file, and continue with it at the next start")
    private Path state;

    @Override
    public Integer call() throws InterruptedException {
        SimulatedPlatform platform = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            platform.close();
            // The virtual machine would report the signal as its exit code; a wanted end is exit 0.
            Runtime.getRuntime().halt(0);
        }));
        spec.commandLine().getOut().println(welcome(platform));
        spec.commandLine().getOut().flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private SimulatedPlatform start() {
        try {
            SimulatorOptions.Builder options = SimulatorOptions.builder()
                    .host(host)
                    .port(port)
                    .eventLoops(eventLoops)
                    .latency(latency)
                    .state(state);
            merchants.applyTo(options);
            component.applyTo(options);
            return SimulatedPlatform.start(options.build());
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
    private static String welcome(SimulatedPlatform platform) {
        ComponentTruth component = platform.component().truth();
        return """
                Simulated platform on %1$s with %2$d merchants. Catwalk's configuration for it:

                catwalk.platform.url=%1$s
                catwalk.component.appid=%3$s
                catwalk.component.secret=%4$s
                catwalk.component.push-token=%5$s
                catwalk.component.encoding-aes-key=%6$s

                Truth: %1$s/simulator/merchants   Calls so far: %1$s/simulator/calls   End: Ctrl-C
                """.formatted(
                        platform.uri(),
                        component.merchants(),
                        component.appid(),
                        component.secret(),
                        component.pushToken(),
                        component.encodingAesKey());
    }
}
