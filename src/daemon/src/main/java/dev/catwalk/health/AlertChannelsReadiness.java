package dev.catwalk.health;

import dev.catwalk.alert.ChannelReports;
import dev.catwalk.delivery.Backlog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Shows channels that do not deliver, and is up all the same: out of service, a node would deliver nothing either. */
@Readiness
@Singleton
class AlertChannelsReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(AlertChannelsReadiness.class);

    private final ChannelReports channels;
    private final PatientQuestion<List<Backlog>> reports;

    AlertChannelsReadiness(ChannelReports channels) {
        this.channels = channels;
        this.reports = new PatientQuestion<>(channels::all, Duration.ofSeconds(1));
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("alert channels").up();
        if (channels.configured().isEmpty()) {
            return answer.withData("none", "no channel is configured: alerts are not sent")
                    .build();
        }
        try {
            reports.answer().forEach(backlog -> answer.withData(backlog.receiver(), note(backlog)));
        } catch (RuntimeException e) {
            LOG.debug("the deliveries could not be counted", e);
            answer.withData("state", "unknown: the database does not answer");
        }
        return answer.build();
    }

    static String note(Backlog backlog) {
        String error =
                backlog.lastError().map(text -> "; last failure: " + text).orElse("");
        String redrive = backlog.table().redriveCommand(backlog.receiver());
        if (backlog.disabledAt().isPresent()) {
            return "off since %s: the receiver answered 410 Gone; repair it, then: %s"
                    .formatted(backlog.disabledAt().get(), redrive);
        }
        if (backlog.dead() > 0) {
            return "%d given up%s; repair the channel, then: %s".formatted(backlog.dead(), error, redrive);
        }
        return backlog.pendingSince()
                .map(since -> "%d waiting, the oldest since %s%s".formatted(backlog.pending(), since, error))
                .orElse("ok");
    }
}
