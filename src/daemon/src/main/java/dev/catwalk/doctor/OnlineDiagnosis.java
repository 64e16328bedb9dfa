package dev.catwalk.doctor;

import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.List;

/** The examinations that need an application. */
@Singleton
@Unremovable
public class OnlineDiagnosis {
    private final TicketExamination ticket;
    private final TokenExamination token;
    private final SchedulesExamination schedules;
    private final CoverageExamination coverage;
    private final AnswersExamination answers;
    private final ChannelsExamination channels;
    private final RelaysExamination relays;
    private final ApiExamination api;
    private final ConsoleExamination console;
    private final RetentionExamination retention;

    OnlineDiagnosis(
            TicketExamination ticket,
            TokenExamination token,
            SchedulesExamination schedules,
            CoverageExamination coverage,
            AnswersExamination answers,
            ChannelsExamination channels,
            RelaysExamination relays,
            ApiExamination api,
            ConsoleExamination console,
            RetentionExamination retention) {
        this.ticket = ticket;
        this.token = token;
        this.schedules = schedules;
        this.coverage = coverage;
        this.answers = answers;
        this.channels = channels;
        this.relays = relays;
        this.api = api;
        this.console = console;
        this.retention = retention;
    }

    /** @param send whether to send a test message by each alert channel and a test push by each relay */
    public List<Finding> make(boolean send) {
        List<Examination> examinations = List.of(
                ticket,
                token,
                schedules,
                coverage,
                answers,
                send ? channels.sending() : channels,
                send ? relays.sending() : relays,
                api,
                console,
                retention);
        return examinations.stream()
                .flatMap(examination -> examination.make().stream())
                .toList();
    }
}
