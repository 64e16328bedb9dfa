package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.Metrics;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.push.PushRecord;

/** The platform stops pushing the component verify ticket, without which no token can be had after twelve hours. */
final class TicketSilence implements Drill {
    private static final int MINUTES_TO_OVERDUE = 31;
    private static final int MINUTES_TO_SILENT = 90;

    @Override
    public String play(Stage stage) {
        Narration narration = stage.narration();
        SimulatedComponent component = stage.platform().component();
        component.stopTicketPushes();
        PushRecord push = component.pushTicketNow().join();
        if (push.outcome() != PushRecord.Outcome.NOT_DUE) {
            throw new DidNotAppearException("the end of the platform's ticket pushes: " + push.outcome());
        }
        narration.failure("the platform pushes no verify ticket any more");
        narration.note("the drill moves the last ticket and the watch into the past, and starts the watch at once");
        age(stage, MINUTES_TO_OVERDUE);
        stage.alerts().awaitAlert("platform.ticket_overdue", "Severity: warning");
        showAge(stage);
        stage.examine("verify ticket");

        age(stage, MINUTES_TO_SILENT);
        stage.alerts().awaitAlert("platform.ticket_overdue", "Severity: critical");
        stage.patience()
                .until(
                        "a call of api_start_push_ticket at the platform",
                        () -> stage.platform().calls().count(Api.START_PUSH_TICKET) > 0
                                && component.truth().ticketsPushed());
        narration.seen("the platform was asked to push again (api_start_push_ticket), and will");
        showAge(stage);

        narration.act("is POST /push/" + component.appid() + " reachable from outside? here it is");
        stage.pushTicket();
        narration.fixed("the platform pushed a ticket, and the daemon accepted it");
        lookNow(stage);
        stage.alerts().awaitAllClear("platform.recovered", "verify tickets arrive again");
        double seconds = stage.patience().await("a ticket younger than a minute in the metrics", () -> stage.node()
                .metrics()
                .map(TicketSilence::ticketAge)
                .filter(age -> age < 60));
        narration.cleared("catwalk_ticket_age_seconds is " + Math.round(seconds));
        return "missing tickets cause alerts at 30 minutes and at two hours, when the platform is asked to push again, and"
                + " another one when they arrive";
    }

    private static void showAge(Stage stage) {
        double seconds = stage.patience().await("a ticket older than 30 minutes in the metrics", () -> stage.node()
                .metrics()
                .map(TicketSilence::ticketAge)
                .filter(age -> age > 30 * 60));
        stage.narration()
                .seen("catwalk_ticket_age_seconds is " + Math.round(seconds)
                        + "; the rule CatwalkTicketOverdue fires above 1800");
    }

    private static double ticketAge(Metrics metrics) {
        return metrics.value("catwalk_ticket_age_seconds").orElse(Double.NaN);
    }

    private static final String AGE_TICKET = """
            update app.component_token
            set verify_ticket_issued_at = verify_ticket_issued_at - ? * interval '1 minute',
                verify_ticket_received_at = verify_ticket_received_at - ? * interval '1 minute'
            """;

    /** Silence from before the watch began to listen does not count. */
    private static final String AGE_WATCH = """
            update app.component set ticket_listening_since = ticket_listening_since - ? * interval '1 minute'
            where ticket_listening_since is not null
            """;

    private static void age(Stage stage, int minutes) {
        stage.reports().change(AGE_TICKET, minutes, minutes);
        stage.patience()
                .until("the watch over the tickets", () -> stage.reports().change(AGE_WATCH, minutes) > 0);
        lookNow(stage);
    }

    private static final String LOOK_NOW = """
            update quartz.qrtz_triggers set next_fire_time = extract(epoch from clock_timestamp()) * 1000
            where trigger_name = 'ticket-watch' and trigger_state = 'WAITING'
            """;

    /** By itself it looks once a minute. */
    private static void lookNow(Stage stage) {
        stage.patience()
                .until(
                        "the watch waits for its next turn",
                        () -> stage.reports().change(LOOK_NOW) > 0);
    }
}
