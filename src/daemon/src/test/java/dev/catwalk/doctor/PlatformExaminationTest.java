package dev.catwalk.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.network.WayOut;
import dev.catwalk.network.WebAddress;
import dev.catwalk.platform.PlatformProbe;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Finding.Status;
import dev.catwalk.testing.Certificates;
import dev.catwalk.testing.ConnectProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be learned of the platform without application and database. */
class PlatformExaminationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SimulatedPlatform platform = platform(InstantSource.system());

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void allIsWellWhenOnlyTheTicketIsRefused() {
        // when
        List<Finding> findings = examine(platform);

        // then
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly("platform", "clock", "egress address", "credentials");
        assertThat(findings).extracting(Finding::status).containsOnly(Status.OK);
        assertThat(platform.calls().count(Api.COMPONENT_TOKEN)).isEqualTo(1);
    }

    @Test
    void wrongSecretIsReportedAndNotShown() {
        // given
        platform.component().resetSecret("another-secret-than-ours");

        // when
        Finding credentials = examine(platform, "credentials");

        // then
        assertThat(credentials.status()).isEqualTo(Status.FAIL);
        assertThat(credentials.seen()).contains("the component secret is not valid", "40125");
        assertThat(credentials.advice()).contains("catwalk.component.secret");
        assertThat(credentials.toString()).doesNotContain(secret());
    }

    @Test
    void unknownComponentIsReported() {
        // when
        Finding credentials = only(
                new PlatformExamination(
                                probe(platform.uri()),
                                new ComponentAppId("wx0000000000000000"),
                                new Secret("any"),
                                Clock.systemUTC())
                        .make(),
                "credentials");

        // then
        assertThat(credentials.status()).isEqualTo(Status.FAIL);
        assertThat(credentials.advice()).contains("catwalk.component.appid");
    }

    @Test
    void addressThatIsRefusedIsShownAndNothingMoreIsBelieved() {
        // given
        platform.component().refuseIp();

        // when
        List<Finding> findings = examine(platform);

        // then
        Finding address = only(findings, "egress address");
        assertThat(address.status()).isEqualTo(Status.FAIL);
        assertThat(address.seen()).contains("the platform saw 127.0.0.1", "61004");
        assertThat(address.advice()).contains("whitelist");
        assertThat(only(findings, "credentials").status()).isEqualTo(Status.WARN);
    }

    @Test
    void platformThatIsBusyIsNoFailureOfOurs() {
        // given
        platform.faults().add(Fault.errcode(-1));

        // then
        assertThat(examine(platform, "credentials").status()).isEqualTo(Status.WARN);
    }

    @Test
    void platformThatCannotBeReachedIsReported() {
        // given
        URI nobody;
        try (SimulatedPlatform gone = platform(InstantSource.system())) {
            nobody = gone.uri();
        }

        // when
        List<Finding> findings = examine(nobody);

        // then
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.FAIL);
            assertThat(finding.subject()).isEqualTo("platform");
            assertThat(finding.seen()).isEqualTo("no answer, asked directly: no connection");
        });
    }

    @Test
    void hostWithoutAddressIsReported() {
        // when
        List<Finding> findings = examine(URI.create("http://nowhere.invalid"));

        // then
        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.seen())
                .contains("host name is not resolved"));
    }

    @Test
    void doctorSaysWhichWayItWent() {
        // given
        try (ConnectProxy proxy = new ConnectProxy().requiring("user:hush")) {
            // when
            Finding through = through(proxy, "http://user:hush@" + proxy.hostAndPort());
            Finding refused = through(proxy, "http://user:hushed@" + proxy.hostAndPort());
            Finding direct = examine(platform, "platform");

            // then
            assertThat(through.status()).as(through.seen()).isEqualTo(Status.OK);
            assertThat(through.seen()).isEqualTo("answers; reached through the proxy " + proxy.hostAndPort());
            assertThat(proxy.asked().getFirst()).startsWith("POST http://");
            assertThat(refused.status()).isEqualTo(Status.FAIL);
            assertThat(refused.seen())
                    .isEqualTo("no answer, asked through the proxy " + proxy.hostAndPort()
                            + ": the proxy wants another user or password (status 407)");
            assertThat(direct.seen()).isEqualTo("answers; reached directly");
        }
    }

    private Finding through(ConnectProxy proxy, String address) {
        PlatformProbe probe =
                new PlatformProbe(WebAddress.parse(platform.uri().toString()), WayOut.of(address, ""), TIMEOUT);
        return only(
                new PlatformExamination(probe, component(), new Secret(secret()), Clock.systemUTC()).make(),
                "platform");
    }

    @Test
    void tlsTroubleIsSaidInOneLine(@TempDir Path folder) throws Exception {
        // given
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer withForeignAuthority = vertx.createHttpServer(new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(new PfxOptions()
                            .setPath(Certificates.in(folder, "Catwalk")
                                    .with("localhost")
                                    .keys()
                                    .toString())
                            .setPassword(Certificates.PASSWORD)
                            .setAlias("localhost")));
            int port = withForeignAuthority
                    .requestHandler(request -> request.response().end("{}"))
                    .listen(0)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();

            // when
            Finding untrusted = only(examine(URI.create("https://localhost:" + port)), "platform");
            Finding plain = only(
                    examine(URI.create("https://localhost:" + platform.uri().getPort())), "platform");

            // then
            assertThat(List.of(untrusted, plain)).extracting(Finding::status).containsOnly(Status.FAIL);
            assertThat(untrusted.seen())
                    .contains("its certificate is of an authority that is not trusted", "src/docs/configuration.md")
                    .doesNotContain("\n");
            assertThat(plain.seen()).contains("no TLS connection").doesNotContain("\n");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @ParameterizedTest
    @CsvSource({"-20, OK", "20, OK", "-60, WARN", "60, WARN", "-600, FAIL", "600, FAIL"})
    void clockIsComparedWithThePlatforms(long seconds, Status status) {
        // given
        try (SimulatedPlatform other =
                platform(InstantSource.offset(InstantSource.system(), Duration.ofSeconds(seconds)))) {
            // when
            Finding clock = examine(other, "clock");

            // then
            assertThat(clock.status()).as(clock.seen()).isEqualTo(status);
            if (status != Status.OK) {
                assertThat(clock.seen()).contains(seconds > 0 ? "behind" : "ahead of");
                assertThat(clock.advice()).contains("NTP");
            }
        }
    }

    @Test
    void platformWithoutClockIsNoProofOfOurs() {
        assertThat(PlatformExamination.skew(Optional.empty()).status()).isEqualTo(Status.WARN);
    }

    private static SimulatedPlatform platform(InstantSource clock) {
        return SimulatedPlatform.start(SimulatorOptions.builder()
                .merchants(0)
                .ticketInterval(Duration.ZERO)
                .clock(clock)
                .build());
    }

    private static List<Finding> examine(SimulatedPlatform platform) {
        return examine(platform.uri());
    }

    private static Finding examine(SimulatedPlatform platform, String subject) {
        return only(examine(platform), subject);
    }

    private static List<Finding> examine(URI platform) {
        return new PlatformExamination(probe(platform), component(), new Secret(secret()), Clock.systemUTC()).make();
    }

    private static PlatformProbe probe(URI platform) {
        return new PlatformProbe(WebAddress.parse(platform.toString()), WayOut.of("off", ""), TIMEOUT);
    }

    private static Finding only(List<Finding> findings, String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + subject + " in " + findings));
    }

    private static ComponentAppId component() {
        return new ComponentAppId(ComponentCredentials.DEFAULT.appid());
    }

    private static String secret() {
        return ComponentCredentials.DEFAULT.secret();
    }
}
