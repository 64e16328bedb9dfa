package dev.catwalk.console;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
import dev.catwalk.delivery.Backlog;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Redrive;
import dev.catwalk.delivery.SendResult;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Alerts and the channels they are sent through. */
@Path("/alerts")
@RunOnVirtualThread
class AlertPages {
    private static final Logger LOG = Logger.getLogger(AlertPages.class);
    private static final int PAGE = 50;
    private static final Set<String> STATES = Set.of("pending", "dead", "delivered", "recorded");
    private static final Position FIRST = new Position(Instant.parse("9999-12-31T00:00:00Z"), Long.MAX_VALUE);

    private final CurrentPage page;
    private final ChannelReports channels;
    private final Redrive redrive;
    private final TestMessage message;
    private final Template list;

    AlertPages(
            CurrentPage page,
            ChannelReports channels,
            Redrive redrive,
            TestMessage message,
            @Location("console/alerts") Template list) {
        this.page = page;
        this.channels = channels;
        this.redrive = redrive;
        this.message = message;
        this.list = list;
    }

    /** A channel as the page shows it; what is empty in a backlog is null here. */
    public record Line(
            String code, long pending, Object pendingSince, long dead, String lastError, Object disabledAt) {}

    private static final String COLUMNS = """
            select alert_id, type, component_appid, merchant_appid, merchant_name, severity, reason, channel, raised_at, state,
              attempts, next_attempt_at, delivered_at, last_error
            from reporting.alert
            """;

    /** Not by alert_id alone: the deliveries of all newer alerts would be read too. */
    private static final String ALL = COLUMNS + """
            where (raised_at, alert_id) < (:at, :id)
            order by raised_at desc, alert_id desc, channel
            limit 51
            """;

    private static final String DELIVERED = COLUMNS + """
            where (raised_at, alert_id) < (:at, :id) and state = 'delivered'
            order by raised_at desc, alert_id desc, channel
            limit 51
            """;

    /** Few, so that each is looked at, or they are found among the newest. */
    private static final String OTHERS = COLUMNS + """
            where alert_id < :id and state = :state
            order by alert_id desc, channel
            limit 51
            """;

    /** @param before the {@link Position} of this page; what is none is that of the first */
    @GET
    public Response list(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("before") @DefaultValue("") String before) {
        return page.answer(() -> {
            String chosen = STATES.contains(state) ? state : "";
            Position position = Position.parse(before).orElse(FIRST);
            var rows =
                    switch (chosen) {
                        case "" -> page.rows("alert_list", ALL, position.binds());
                        case "delivered" -> page.rows("alert_list", DELIVERED, position.binds());
                        default -> page.rows("alert_list", OTHERS, Map.of("state", chosen, "id", position.id()));
                    };
            Map<String, Object> data = new HashMap<>();
            data.put("state", chosen);
            data.put("channels", channels.all().stream().map(AlertPages::line).toList());
            List<Map<String, Object>> shown = ofWholeAlerts(rows);
            data.put("rows", shown);
            data.put("next", rows.size() > PAGE ? "/alerts?state=" + chosen + behind(shown.getLast()) : null);
            return page.show(list, "alerts", data);
        });
    }

    /**
     * The next page begins behind an alert, not within one: an alert that does not end on this page comes with all its rows on the
     * next. It has one for each channel, so that a page is never empty.
     */
    private static List<Map<String, Object>> ofWholeAlerts(List<Map<String, Object>> rows) {
        if (rows.size() <= PAGE) {
            return rows;
        }
        Object next = rows.get(PAGE).get("alert_id");
        return rows.stream().filter(row -> !row.get("alert_id").equals(next)).toList();
    }

    private static String behind(Map<String, Object> row) {
        Position position = new Position((Instant) row.get("raised_at"), (long) row.get("alert_id"));
        return "&before=" + CurrentPage.encoded(position.toString());
    }

    private static Line line(Backlog backlog) {
        return new Line(
                backlog.receiver(),
                backlog.pending(),
                backlog.pendingSince().orElse(null),
                backlog.dead(),
                backlog.lastError().orElse(null),
                backlog.disabledAt().orElse(null));
    }

    @POST
    @Path("{channel}/redrive")
    public Response redriveAll(@PathParam("channel") String code) {
        return page.answer(() -> Channel.named(code)
                .filter(channels.configured()::contains)
                .map(channel -> {
                    page.record("alerts_redriven", code);
                    redrive.all(DeliveryTable.ALERTS, channel.code());
                    return page.after("/alerts", "redriven");
                })
                .orElseGet(() -> page.text(404, page.words().t("refused.channel"))));
    }

    @POST
    @Path("{channel}/test")
    public Response test(@PathParam("channel") String code) {
        return page.answer(() -> Channel.named(code)
                .filter(channels.configured()::contains)
                .map(channel -> {
                    page.record("channel_tested", code);
                    return page.after("/alerts", sent(channel) ? "tested" : "not_tested");
                })
                .orElseGet(() -> page.text(404, page.words().t("refused.channel"))));
    }

    private boolean sent(Channel channel) {
        try {
            return switch (message.send(channel)) {
                case SendResult.Accepted() -> true;
                case SendResult.Refused(var error, var _) -> refused(channel, error);
                case SendResult.Gone(var error) -> refused(channel, error);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean refused(Channel channel, String error) {
        LOG.warnf("the receiver did not accept the test message; channel=%s failure=%s", channel.code(), error);
        return false;
    }
}
