package dev.catwalk.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Receivers;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Worker;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class EmailDeliveryTest {
    private final GreenMail server =
            new GreenMail(new ServerSetup(Receivers.smtpPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Inject
    Worker worker;

    @Inject
    Receivers receivers;

    @Inject
    Outbox outbox;

    @Inject
    ReactiveMailer mailer;

    @BeforeEach
    void begin() {
        worker.begin(SimulatorOptions.builder().merchants(0));
        receivers.reset();
        outbox.register();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void mailSaysItInTextAndInHtmlToEverybody() throws Exception {
        // given
        server.start();
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.EMAIL);

        // then: one copy for each of the two addresses
        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("Catwalk：商家已取消授权");
        assertThat(mail.getRecipients(Message.RecipientType.TO))
                .extracting(Object::toString)
                .containsExactly("ops@example.test", "support@example.test");
        assertThat(part(mail, "text/plain")).contains("商家：商家0", "建议：如非本意");
        assertThat(part(mail, "text/html")).contains("<td", "商家0").doesNotContain("<script");
        assertThat(outbox.states(Channel.EMAIL)).isEqualTo(Map.of("delivered", 1L));
    }

    @Test
    void namesCannotWriteHtml() throws Exception {
        // given
        server.start();
        outbox.raise(AlertType.MERCHANT_REVOKED, Map.of("merchant_name", "<script>alert(1)</script>"));

        // when
        outbox.deliver(Channel.EMAIL);

        // then
        assertThat(part(server.getReceivedMessages()[0], "text/html"))
                .contains("&lt;script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void aThousandAlertsAreOneMail() throws Exception {
        // given
        server.start();
        outbox.raise(AlertType.MERCHANT_REVOKED, 1200);

        // when
        outbox.deliver(Channel.EMAIL);

        // then
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(server.getReceivedMessages()[0].getSubject()).contains("1,200");
        assertThat(part(server.getReceivedMessages()[0], "text/html")).contains("商家199", "1,000");
        assertThat(outbox.states(Channel.EMAIL)).isEqualTo(Map.of("delivered", 1200L));
    }

    @Test
    void mailServerThatIsDownGetsItLater() {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);

        // when
        outbox.deliver(Channel.EMAIL);

        // then
        assertThat(outbox.row(Channel.EMAIL))
                .containsEntry("state", "pending")
                .containsEntry("last_error", "the mail could not be sent: no connection");

        // when
        server.start();
        SettableClock.INSTANCE.advance(Duration.ofSeconds(7));
        outbox.deliver(Channel.EMAIL);

        // then
        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(outbox.row(Channel.EMAIL)).containsEntry("state", "delivered");
    }

    @Test
    void mailServerThatRefusesIsDistinguished() throws Exception {
        // given
        outbox.raise(AlertType.MERCHANT_REVOKED, 1);
        try (ServerSocket refusing = new ServerSocket(Receivers.smtpPort(), 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(refusing));

            // when
            outbox.deliver(Channel.EMAIL);
        }

        // then
        assertThat(outbox.row(Channel.EMAIL))
                .containsEntry("state", "pending")
                .containsEntry("last_error", "the mail server answered 554");
    }

    private static void refuse(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("554 not today ops@example.test\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            client.getInputStream().read();
        } catch (IOException e) {
            // The test has ended.
        }
    }

    @Test
    void connectionsOfAMailServerThatHangsKeepNoMailBack() throws Exception {
        // given: as many attempts as some hours have
        int attempts = 150;
        List<Socket> held = new CopyOnWriteArrayList<>();
        try (ServerSocket hanging =
                new ServerSocket(Receivers.smtpPort(), attempts, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hold(hanging, held));

            // when
            for (int i = 0; i < attempts; i++) {
                mailer.send(Mail.withText("ops@example.test", "subject", "text"))
                        .subscribeAsCompletionStage();
            }

            // then
            Awaitility.await().until(() -> held.size() == attempts);
        }
        for (Socket socket : held) {
            socket.close();
        }
    }

    private static void hold(ServerSocket server, List<Socket> held) {
        try {
            while (true) {
                held.add(server.accept());
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private static String part(MimeMessage mail, String type) throws Exception {
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no part " + type + " in " + GreenMailUtil.getWholeMessage(mail));
    }
}
