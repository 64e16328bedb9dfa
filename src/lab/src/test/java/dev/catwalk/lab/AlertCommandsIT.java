package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.lab.surroundings.FreePort;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.WebhookSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code alerts} as people run it: a process, its output, its exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertCommandsIT {
    private final Site site = Site.with(SimulatorOptions.builder().merchants(0));
    private final List<WebhookSink.Message> messages = new ArrayList<>();
    private final WebhookSink receiver = new WebhookSink(messages::add);

    @BeforeAll
    void makeTables() {
        try (CatwalkProcess walk = CatwalkProcess.start(site.environment(), "walk")) {
            assertThat(walk.awaitExit()).as(walk.output()).isEqualTo(3);
        }
    }

    @AfterAll
    void close() {
        receiver.close();
        site.close();
    }

    private static final String RAISE = """
            with raised as (
              insert into app.alert (type, component_appid, raised_at, data)
              values ('platform.stopped', ?, '2026-11-22T10:00:00Z', '{"reason": "test"}') returning alert_id)
            insert into app.alert_delivery (alert_id, channel, state, attempts, failures, next_attempt_at, delivered_at, last_error)
            select alert_id, channel, state, attempts, attempts, next_attempt_at, delivered_at, last_error
            from raised cross join (values
              ('webhook', 'dead', 10, null::timestamptz, null::timestamptz, 'status 500'),
              ('wecom', 'pending', 1, timestamptz '2026-11-22T10:05:00Z', null, 'errcode 93000'),
              ('feishu', 'delivered', 1, null, now(), null)
            ) as delivery (channel, state, attempts, next_attempt_at, delivered_at, last_error)
            """;

    @BeforeEach
    void raise() {
        messages.clear();
        site.database().useHandle(handle -> {
            handle.execute(
                    "truncate app.alert, app.alert_untold, app.alert_delivery, app.alert_attempt, app.alert_channel");
            handle.execute("insert into app.component values (?, now()) on conflict do nothing", Site.component());
            handle.execute(
                    "insert into app.alert_channel (channel, disabled_at, disabled_address) values ('webhook', now(), 'x')");
            handle.execute(RAISE, Site.component());
        });
    }

    @Test
    void listShowsWhatIsNotDeliveredAndWhy() {
        try (CatwalkProcess list = run("list")) {
            assertThat(list.awaitExit()).as(list.output()).isZero();
            assertThat(list.out().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.matches(
                            "\\d+ +2026-11-22T10:00:00Z +platform.stopped +wx\\w+ +webhook +dead +10 +status 500"))
                    .anyMatch(line -> line.matches("\\d+ .* wecom +pending +1 +2026-11-22T10:05:00Z +errcode 93000"));
        }
        try (CatwalkProcess list = run("list", "--state", "delivered", "--channel", "email")) {
            assertThat(list.awaitExit()).as(list.output()).isZero();
            assertThat(list.out()).isEqualTo("none" + System.lineSeparator());
        }
    }

    @Test
    void redriveGivesTheDeadAnotherLifeAndSwitchesTheChannelOn() {
        try (CatwalkProcess redrive = run("redrive", "--channel", "webhook")) {
            assertThat(redrive.awaitExit()).as(redrive.output()).isZero();
            assertThat(redrive.out()).startsWith("1 due again");
        }
        assertThat(site.count("select count(*) from app.alert_channel where disabled_at is not null"))
                .isZero();
        assertThat(site.count("select count(*) from app.alert_delivery where channel = 'webhook' and state = 'pending'"
                        + " and failures = 0 and attempts = 10"))
                .isEqualTo(1);
        try (CatwalkProcess again = run("redrive", Long.toString(site.count("select alert_id from app.alert")))) {
            assertThat(again.awaitExit()).as(again.output()).isZero();
            assertThat(again.out()).startsWith("none was dead");
        }
    }

    @Test
    void testSaysWhatBecameOfIt() {
        try (CatwalkProcess test = run("test", "webhook")) {
            assertThat(test.awaitExit()).as(test.output()).isZero();
            assertThat(test.out()).startsWith("webhook accepted the message");
            assertThat(messages).hasSize(1);
            assertThat(messages.getFirst().body()).contains("\"type\":\"catwalk.test\"");
        }
        try (CatwalkProcess test = run("test", "feishu")) {
            assertThat(test.awaitExit()).isEqualTo(2);
            assertThat(test.err()).contains("feishu is not configured; configured are: webhook, wecom");
        }
        try (CatwalkProcess test = run("test", "wecom")) {
            assertThat(test.awaitExit()).isEqualTo(1);
            assertThat(test.err())
                    .contains("wecom did not accept the message: no connection")
                    .doesNotContain("hush");
        }
    }

    private CatwalkProcess run(String... arguments) {
        Map<String, String> environment = site.environment();
        environment.put("CATWALK_ALERT_WEBHOOK_URL", receiver.url());
        environment.put("CATWALK_ALERT_WEBHOOK_SECRET", Receivers.SECRETS.getFirst());
        environment.put("CATWALK_ALERT_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true");
        environment.put("CATWALK_ALERT_WECOM_URL", "http://127.0.0.1:" + FreePort.any() + "/?key=hush");
        List<String> command = new ArrayList<>(List.of("alerts"));
        command.addAll(List.of(arguments));
        return CatwalkProcess.start(environment, command.toArray(String[]::new));
    }
}
