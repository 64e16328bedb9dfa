package dev.catwalk.alert.email;

import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.Channel;
import dev.catwalk.alert.GroupReceiver;
import dev.catwalk.alert.Notice;
import dev.catwalk.delivery.SendResult;
import dev.catwalk.network.ConnectionTrouble;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One mail to all addresses, as text and as HTML. Accepted means that our mail server took it. */
@Singleton
class EmailReceiver implements GroupReceiver {
    /**
     * A mail that takes longer cannot be called back, and comes once more with the next attempt: some servers let a sender
     * wait for half a minute. Shorter than the claim of a group's alerts.
     */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** More than a person reads in a mail; far less than mail servers take. */
    private static final int MOST_LISTED = 200;

    private final Vertx vertx;
    private final ReactiveMailer mailer;
    private final AlertConfig.Email config;
    private final Template text;
    private final Template html;

    EmailReceiver(
            Vertx vertx,
            ReactiveMailer mailer,
            AlertConfig config,
            @Location("alert/notice.txt") Template text,
            @Location("alert/notice.html") Template html) {
        this.vertx = vertx;
        this.mailer = mailer;
        this.config = config.email();
        this.text = text;
        this.html = html;
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public String address() {
        return String.join(",", recipients());
    }

    private List<String> recipients() {
        return config.to().orElseThrow();
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public int mostListed() {
        return MOST_LISTED;
    }

    @Override
    public boolean fits(Notice notice) {
        return true;
    }

    @Override
    public Duration untilNext() {
        return Duration.ZERO;
    }

    @Override
    public SendResult send(Notice notice) throws InterruptedException {
        Mail mail = new Mail()
                .setTo(recipients())
                .setSubject(notice.title())
                .setText(text.data("notice", notice).render())
                .setHtml(html.data("notice", notice).render());
        try {
            // On an event loop from the start: begun on a thread of ours, the client answers on one loop and listens on
            // another, and now and then misses the end.
            mailer.send(mail)
                    .runSubscriptionOn(task -> vertx.getOrCreateContext().runOnContext(ignored -> task.run()))
                    .subscribeAsCompletionStage()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new SendResult.Accepted();
        } catch (ExecutionException e) {
            return new SendResult.Refused(words(e.getCause()));
        } catch (TimeoutException e) {
            return new SendResult.Refused("no answer within " + TIMEOUT.toSeconds() + " s");
        }
    }

    /** The server's own words may quote addresses and what we sent. */
    private static String words(Throwable failure) {
        return failure instanceof SMTPException smtp
                ? "the mail server answered " + smtp.getReplyCode()
                : "the mail could not be sent: " + ConnectionTrouble.words(failure, false);
    }
}
