package dev.catwalk.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.OtherSettings;
import dev.catwalk.testing.RecordedLog;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a proxy at 127.0.0.2, which is trusted; all other addresses of this machine are not. */
@QuarkusTest
@TestProfile(OtherSettings.class)
@WithTestResource(CatwalkTestResource.class)
class ProxiedConsoleTest {
    @Inject
    Worker worker;

    @Inject
    ConsolePort port;

    @Test
    void theHeaderCountsFromATrustedProxyOnly() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        int open = port.open("0.0.0.0", 0);

        // then
        try (Browser proxy = new Browser("127.0.0.2", open);
                Browser other = new Browser("127.0.0.1", open)) {
            assertThat(proxy.get("/", "X-Forwarded-User", "ada").statusCode()).isEqualTo(200);
            assertThat(proxy.get("/").statusCode()).isEqualTo(403);
            assertThat(other.get("/", "X-Forwarded-User", "ada").statusCode()).isEqualTo(403);
            assertThat(other.get("/", "X-Forwarded-User", "ada", "X-Forwarded-For", "127.0.0.2")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(proxy.get("/", "X-Forwarded-User", "ben", "X-Forwarded-User", "ada")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(proxy.post(
                                    "/alerts/webhook/redrive",
                                    Map.of(),
                                    "X-Forwarded-User",
                                    "ada",
                                    "Sec-Fetch-Site",
                                    "same-origin")
                            .statusCode())
                    .isEqualTo(303);
            assertThat(proxy.post(
                                    "/alerts/email/redrive",
                                    Map.of(),
                                    "X-Forwarded-User",
                                    "ada",
                                    "Sec-Fetch-Site",
                                    "same-origin")
                            .statusCode())
                    .as("a channel that is not configured")
                    .isEqualTo(404);
            assertThat(proxy.post(
                                    "/alerts/webhook/redrive",
                                    Map.of(),
                                    "X-Forwarded-User",
                                    "ben",
                                    "Sec-Fetch-Site",
                                    "same-origin")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORP\\ada", "auth0|12ab", "Ada Lovelace"})
    void aNameThatTheConsoleDoesNotTakeIsCalledThat(String name) {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        try (RecordedLog log = new RecordedLog(Gate.class);
                Browser proxy = new Browser("127.0.0.2", port.open("0.0.0.0", 0))) {
            // when
            HttpResponse<String> answer = proxy.get("/", "X-Forwarded-User", name);

            // then
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("1 to 64 letters, digits and . _ @ -");
            assertThat(log.lines(Level.WARNING)).singleElement().satisfies(line -> assertThat(line)
                    .contains("X-Forwarded-User")
                    .doesNotContain(name));
        }
    }

    @Test
    void whomTheProxyNamesCannotLogOutHere() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        String page;
        try (Browser proxy = new Browser("127.0.0.2", port.open("0.0.0.0", 0))) {
            page = proxy.get("/", "X-Forwarded-User", "ada").body();
            proxy.post("/logout", Map.of(), "X-Forwarded-User", "ada", "Sec-Fetch-Site", "same-origin");
        }

        // then
        assertThat(page).contains("ada").doesNotContain("/logout");
        assertThat(worker.rows("select act from reporting.console_act")).isEmpty();
    }

    @Test
    void neitherWhatIsNotConfiguredNorATicketOfBorrowedTokensNeedsAPerson() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    insert into app.component (component_appid, created_at, stopped_since, stopped_reason)
                    values ('wx00000000000000ff', now(), now(), 'gone')""");
            handle.execute("update app.component set ticket_stage = 'overdue', ticket_silent_since = now()");
            handle.execute("""
                    insert into app.alert (type, component_appid, raised_at, data)
                    values ('platform.stopped', 'wx00000000000000ff', now(), '{}')""");
            handle.execute("""
                    insert into app.alert_delivery (alert_id, channel, state)
                    select alert_id, 'email', 'dead' from app.alert""");
        });

        // when
        String page;
        try (Browser proxy = new Browser("127.0.0.2", port.open("0.0.0.0", 0))) {
            page = proxy.get("/", "X-Forwarded-User", "ada").body();
        }

        // then
        assertThat(page)
                .contains("headline ok", Worker.COMPONENT.value())
                .doesNotContain("class=\"needs\"", "wx00000000000000ff");
    }

    @Test
    void networksAreThoseOfTheirBits() {
        // given
        TrustedProxies proxies = new TrustedProxies(List.of("10.1.0.0/16", "192.0.2.7", "2001:db8::/32", "fe80::/10"));

        // then
        assertThat(List.of("10.1.2.3", "192.0.2.7", "2001:db8::1", "fe80::1%eth0"))
                .allMatch(proxies::contain);
        assertThat(List.of("10.2.0.1", "192.0.2.8", "2001:db9::1", "localhost", ""))
                .noneMatch(proxies::contain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", ""})
    void whatIsNoNetworkIsNamed(String text) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(text))).hasMessageContaining("'" + text + "'");
    }
}
