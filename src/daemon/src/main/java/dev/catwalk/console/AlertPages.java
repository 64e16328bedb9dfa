package dev.catwalk.console;

import dev.catwalk.alert.Channel;
import dev.catwalk.alert.ChannelReports;
import dev.catwalk.alert.TestMessage;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Alerts and the channels they are sent through. */
@Path("/alerts")
@RunOnVirtualThread
class AlertPages {
    private static final int PAGE = 50;
    private static final Set<String> STATES = Set.of("pending", "dead", "delivered", "recorded");

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

    /** A channel as the page shows it; what is empty in a report is null here. */
    public record Line(
            String code, long pending, Object pendingSince, long dead, String lastError, Object disabledAt) {}

    private static final String COLUMNS = """
            select alert_id, type, component_appid, merchant_appid, merchant_name, severity, reason, channel, raised_at, state,
              attempts, next_attempt_at, delivered_at, last_error
            from reporting.alert
            where alert_id < :before
            """;

    private static final String ORDER = """
            order by alert_id desc, channel
            limit 51
            """;

    private static final String ALL = COLUMNS + ORDER;
    private static final String IN_STATE = COLUMNS + "  and state = :state\n" + ORDER;

    @GET
    public Response list(
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("before") @DefaultValue("9223372036854775807") String before) {
        return page.answer(() -> {
            Map<String, Object> binds = new HashMap<>(Map.of("before", number(before)));
            boolean isFiltered = STATES.contains(state);
            if (isFiltered) {
                binds.put("state", state);
            }
            var rows = page.rows("alert_list", isFiltered ? IN_STATE : ALL, binds);
            Map<String, Object> data = new HashMap<>();
            data.put("state", isFiltered ? state : "");
            data.put("channels", channels.all().stream().map(AlertPages::line).toList());
            data.put("rows", rows.stream().limit(PAGE).toList());
            data.put(
                    "next",
                    rows.size() > PAGE
                            ? "/alerts?state=" + state + "&before="
                                    + rows.get(PAGE - 1).get("alert_id")
                            : null);
            return page.show(list, "alerts", data);
        });
    }

    private static Line line(ChannelReports.Report report) {
        return new Line(
                report.channel().code(),
                report.pending(),
                report.pendingSince().orElse(null),
                report.dead(),
                report.lastError().orElse(null),
                report.disabledAt().orElse(null));
    }

    @POST
    @Path("{channel}/redrive")
    public Response redriveAll(@PathParam("channel") String code) {
        return page.answer(() -> Channel.named(code)
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
            return message.send(channel) instanceof SendResult.Accepted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
