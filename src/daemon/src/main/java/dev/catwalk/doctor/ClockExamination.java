package dev.catwalk.doctor;

import dev.catwalk.database.DatabaseClock;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Whether this machine's clock agrees with the database's. A daemon uses the database's for all that it records and
 * decides; Quartz alone starts schedules by the machine's.
 */
public final class ClockExamination implements Examination {
    private final Connection connection;
    private final InstantSource machine;

    public ClockExamination(Connection connection, InstantSource machine) {
        this.connection = connection;
        this.machine = machine;
    }

    @Override
    public String subject() {
        return "clock";
    }

    @Override
    public List<Finding> findings() throws SQLException {
        Duration ahead = ahead();
        if (ahead.abs().compareTo(DatabaseClock.TOLERANCE) <= 0) {
            return List.of(Finding.ok(
                    subject(), "in step with the database's, to " + DatabaseClock.TOLERANCE.toSeconds() + " s"));
        }
        return List.of(Finding.warn(
                subject(),
                // To a tenth of a second: it may be a little more than the tolerance.
                "%d.%d s %s the database's"
                        .formatted(
                                ahead.abs().toSeconds(),
                                ahead.abs().toMillisPart() / 100,
                                ahead.isNegative() ? "behind" : "ahead of"),
                "synchronize this machine's clock (NTP): a daemon here uses the database's clock, but starts what is scheduled by"
                        + " its own"));
    }

    /** By the machine's time in the middle of the round trip, whose half is the most it can be wrong by. */
    private Duration ahead() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Instant asked = machine.instant();
            try (ResultSet row = statement.executeQuery("select clock_timestamp()")) {
                Instant answered = machine.instant();
                row.next();
                Instant database = row.getObject(1, OffsetDateTime.class).toInstant();
                return Duration.between(
                        database, asked.plus(Duration.between(asked, answered).dividedBy(2)));
            }
        }
    }
}
