package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.Receivers.Answer;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A robot's address is its key. Receivers that fail in every way and quote what they got must not bring it to light. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ChannelSecretsStaySecretTest {
    private static final List<String> SECRETS = Stream.concat(
                    Receivers.SECRETS.stream().map(secret -> secret.substring("whsec_".length())),
                    Stream.of("wecom-key", "dingtalk-token", Receivers.FEISHU_SECRET, Receivers.DINGTALK_SECRET))
            .toList();

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(record.getMessage()).append(List.of(parameters(record)).toString());
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            log.add(text.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Level before;

    private static Object[] parameters(LogRecord record) {
        return record.getParameters() == null ? new Object[0] : record.getParameters();
    }

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        receivers.reset();
        outbox.register();
        SettableClock.INSTANCE.advance(Duration.ofMinutes(15));
        before = Logger.getLogger("dev.catwalk").getLevel();
        Logger.getLogger("dev.catwalk").setLevel(Level.ALL);
        Logger.getLogger("").addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(handler);
        Logger.getLogger("dev.catwalk").setLevel(before);
    }

    @Test
    void failingReceiversBringNoSecretIntoTablesViewsOrLogs() {
        // given
        Answer quoting = exchange -> Answer.of(
                        400, "{\"errcode\":40014,\"errmsg\":\"" + exchange.getRequestURI() + SECRETS + "\"}")
                .to(exchange);
        List<Runnable> troubles = List.of(
                () -> Stream.of(Channel.values()).forEach(channel -> receivers.answer(channel, quoting)),
                () -> receivers.hang(Channel.WEBHOOK),
                receivers::stop,
                () -> {
                    receivers.reset();
                    receivers.answer(Channel.WEBHOOK, Answer.of(410, SECRETS.toString()));
                });

        // when
        for (Runnable trouble : troubles) {
            trouble.run();
            outbox.raise(AlertType.MERCHANT_REVOKED, 2);
            Stream.of(Channel.values()).forEach(outbox::deliver);
            SettableClock.INSTANCE.advance(Duration.ofMinutes(11));
        }

        // then
        assertThat(worker.rows("select distinct error from app.alert_attempt where error is not null"))
                .hasSizeGreaterThan(4);
        assertThat(log).anyMatch(line -> line.contains("alerts not delivered"));
        for (String table : List.of(
                "app.alert",
                "app.alert_delivery",
                "app.alert_attempt",
                "app.alert_channel",
                "reporting.alert",
                "reporting.alert_attempt")) {
            assertThat(worker.rows("select to_jsonb(t)::text as row from " + table + " t")
                            .toString())
                    .as(table)
                    .doesNotContain(SECRETS);
        }
        assertThat(String.join("\n", log)).doesNotContain(SECRETS);
    }
}
