package dev.catwalk.push;

import dev.catwalk.testing.Worker;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Looks into the tables, as somebody at the database's own prompt would. */
@Singleton
public class PushDesk {
    private final Jdbi jdbi;

    private final PushPort port;
    private URI server;

    PushDesk(Worker worker, PushPort port) {
        this.jdbi = worker.jdbi();
        this.port = port;
    }

    /** Where pushes are taken; opened when the first test asks. */
    public synchronized URI server() {
        if (server == null) {
            server = URI.create("http://127.0.0.1:" + port.open("127.0.0.1", 0, PushPort.LIMITS) + "/");
        }
        return server;
    }

    /** As if so much time had gone by at the database: whatever was put off or claimed is due. */
    void letClaimsRunOut() {
        execute("update app.push_event set claimed_until = now() where claimed_until is not null");
    }

    /** Until {@link #letClaimsRunOut}, whatever the clock says. */
    void keepClaims() {
        // Not for ever: one that ends later than any claim was taken before the clock was set back, and counts as free.
        execute(
                "update app.push_event set claimed_until = app.now() + interval '10 min' where claimed_until is not null");
    }

    record Row(
            String type,
            Optional<String> merchant,
            Optional<Instant> processedAt,
            int attempts,
            Optional<String> lastError) {}

    void execute(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }

    List<Row> rows() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from app.push_event order by push_event_id")
                .map((row, context) -> new Row(
                        row.getString("type"),
                        Optional.ofNullable(row.getString("merchant_appid")),
                        Optional.ofNullable(row.getTimestamp("processed_at")).map(Timestamp::toInstant),
                        row.getInt("attempts"),
                        Optional.ofNullable(row.getString("last_error"))))
                .list());
    }

    /** All that these tables hold, bytes as text where they are text. */
    String everything() {
        return jdbi.withHandle(
                        handle -> handle.createQuery("""
                        select p::text || encode(p.body, 'escape') from app.push_event p
                        union all select c::text || encode(c.verify_ticket, 'escape') from app.component_token c
                        """).mapTo(String.class).list())
                .toString();
    }

    /** When the platform issued the ticket that is kept; empty when none is. */
    Optional<Instant> ticketIssuedAt() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select verify_ticket_issued_at from app.component_token where verify_ticket is not null")
                .mapTo(Instant.class)
                .findOne());
    }

    List<String> merchants() {
        return jdbi.withHandle(handle -> handle.createQuery("select merchant_appid from app.merchant order by 1")
                .mapTo(String.class)
                .list());
    }
}
