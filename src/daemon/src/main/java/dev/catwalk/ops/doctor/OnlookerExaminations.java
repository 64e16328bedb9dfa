package dev.catwalk.ops.doctor;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The examinations that need an application. Argument: whether to send a test message by each alert channel. */
@Singleton
@Unremovable
public class OnlookerExaminations implements QuarkusApplication {
    /** Quarkus makes this object, hands it nothing but text, and hands nothing but a number back. */
    private static final AtomicReference<List<Finding>> FINDINGS = new AtomicReference<>();

    private final TicketExamination ticket;
    private final TokenExamination token;
    private final SchedulesExamination schedules;
    private final CoverageExamination coverage;
    private final ChannelsExamination channels;

    OnlookerExaminations(
            TicketExamination ticket,
            TokenExamination token,
            SchedulesExamination schedules,
            CoverageExamination coverage,
            ChannelsExamination channels) {
        this.ticket = ticket;
        this.token = token;
        this.schedules = schedules;
        this.coverage = coverage;
        this.channels = channels;
    }

    @Override
    public int run(String... args) {
        boolean send = Boolean.parseBoolean(args[0]);
        List<Examination> examinations =
                List.of(ticket, token, schedules, coverage, send ? channels.sending() : channels);
        FINDINGS.set(examinations.stream()
                .flatMap(examination -> examination.make().stream())
                .toList());
        return 0;
    }

    /** What the application found in this process; empty when it did not start, or was ended before it was through. */
    public static Optional<List<Finding>> findings() {
        return Optional.ofNullable(FINDINGS.get());
    }
}
