package dev.catwalk.delivery;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Takes what is due, and writes down how the attempts ended. A claim is a transaction of its own, and so is the record: the
 * message is sent between the two. A process that dies there leaves a claim that runs out. What is recorded counts only while
 * the claim lasts, so that a sender that was asleep for too long cannot undo what another recorded since.
 */
@Singleton
public class Deliveries {
    private final Jdbi jdbi;
    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.getDefault();

    Deliveries(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    // The first select locks what it takes and passes over what another sender is taking at this moment. It must
    // run once: as a condition of the update the planner may run it for each row, and more would be claimed than
    // is sent.
    private static final String CLAIM_ONE = """
            with due as materialized (
              select <id>, channel from <deliveries>
              where channel = :channel and state = 'pending' and next_attempt_at <= app.now()
                and (claimed_until is null or claimed_until <= app.now())
              order by next_attempt_at, <id>
              limit 1
              for update skip locked)
            update <deliveries> delivery set claimed_until = app.now() + :lease
            from due where delivery.<id> = due.<id> and delivery.channel = due.channel
            returning delivery.<id> as item, claimed_until
            """;

    /** What is due longest. */
    @Transactional
    public Optional<Claim> claimOne(Destination destination, Duration lease) {
        return jdbi.withHandle(handle -> destination
                .table()
                .in(handle.createQuery(CLAIM_ONE))
                .bind("channel", destination.name())
                .bind("lease", lease)
                .map((row, context) -> new Claim(
                        destination.table(),
                        destination.name(),
                        List.of(row.getLong("item")),
                        row.getTimestamp("claimed_until").toInstant()))
                .findOne());
    }

    private static final String DELIVERED = """
            with recorded as (
              update <deliveries>
              set state = 'delivered', attempts = attempts + 1, delivered_at = :now, next_attempt_at = null, claimed_until = null
              where channel = :channel and <id> = any(:ids) and claimed_until = :until
              returning <id>, channel, attempts),
            attempt as (
              insert into <attempts> (<id>, channel, attempt, started_at, finished_at)
              select <id>, channel, attempts, :startedAt, :now from recorded)
            select <created_at> from recorded join <items> using (<id>)
            """;

    /** @return how long after it was written each was delivered */
    @Transactional
    public List<Duration> delivered(Claim claim, Instant startedAt) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> ofClaim(handle.createQuery(DELIVERED), claim)
                .bind("now", now)
                .bind("startedAt", startedAt)
                .mapTo(Instant.class)
                .map(createdAt -> Duration.between(createdAt, now))
                .list());
    }

    private static final String FAILED = """
            with recorded as (
              update <deliveries>
              set attempts = attempts + 1, failures = failures + 1, last_error = :error, claimed_until = null,
                state = case when failures + 1 >= :mostFailures then 'dead' else 'pending' end,
                next_attempt_at = case when :mostFailures > failures + 1
                  then greatest(cast(:now as timestamptz) + (cast(:pauses as interval[]))[failures + 1], :notBefore) end
              where channel = :channel and <id> = any(:ids) and claimed_until = :until
              returning <id>, channel, attempts, state),
            attempt as (
              insert into <attempts> (<id>, channel, attempt, started_at, finished_at, error)
              select <id>, channel, attempts, :startedAt, :now, :error from recorded)
            select count(*) filter (where state = 'dead') from recorded
            """;

    /** @return how many are dead now */
    @Transactional
    public int failed(Claim claim, Instant startedAt, SendResult.Refused refused) {
        return fail(
                claim, startedAt, refused.error(), clock.instant().plus(refused.pause()), RetrySchedule.mostFailures());
    }

    /** No further attempt is made. */
    @Transactional
    public void failedForGood(Claim claim, Instant startedAt, String error) {
        fail(claim, startedAt, error, clock.instant(), 0);
    }

    private int fail(Claim claim, Instant startedAt, String error, Instant notBefore, int mostFailures) {
        return jdbi.withHandle(handle -> ofClaim(handle.createQuery(FAILED), claim)
                .bind("now", clock.instant())
                .bind("startedAt", startedAt)
                .bind("error", error)
                .bind("notBefore", notBefore)
                .bind("mostFailures", mostFailures)
                .bindArray("pauses", String.class, pauses())
                .mapTo(Integer.class)
                .one());
    }

    private List<String> pauses() {
        return RetrySchedule.pauses(random).stream().map(Duration::toString).toList();
    }

    private static final String RELEASE = """
            update <deliveries> set claimed_until = null
            where channel = :channel and <id> = any(:ids) and claimed_until = :until
            """;

    /** Gives back what was not tried. */
    @Transactional
    public void release(Claim claim) {
        jdbi.useHandle(handle -> ofClaim(handle.createUpdate(RELEASE), claim).execute());
    }

    private static final String WITHDRAW = """
            update <deliveries> set state = 'withdrawn', next_attempt_at = null, claimed_until = null
            where channel = :channel and <id> = any(:ids) and claimed_until = :until
            """;

    /** Nobody needs it any more. */
    @Transactional
    public void withdraw(Claim claim) {
        jdbi.useHandle(handle -> ofClaim(handle.createUpdate(WITHDRAW), claim).execute());
    }

    // A node that has the receiver's new address already is to come first.
    private static final String GIVE_UP_WAITING = """
            update <deliveries> set state = 'dead', next_attempt_at = null, claimed_until = null, last_error = :error
            where channel = :channel and <id> in (
              select <id> from <deliveries>
              where channel = :channel and state = 'pending' and (claimed_until is null or claimed_until <= app.now())
                and next_attempt_at <= app.now() - interval '10 minutes'
              order by next_attempt_at
              limit 1000
              for update skip locked)
            """;

    /**
     * Gives up what has waited for a receiver for ten minutes, some of it at a time.
     *
     * @return how many; zero when none is left
     */
    @Transactional
    public int giveUpWaiting(Destination destination, String error) {
        return jdbi.withHandle(handle -> destination
                .table()
                .in(handle.createUpdate(GIVE_UP_WAITING))
                .bind("channel", destination.name())
                .bind("error", error)
                .execute());
    }

    // Only what is due is claimed, and only what failed is due later. The pauses spare most of what waits the search
    // for its last attempt, which tells a clock set back from a receiver that asked for a longer pause. A minute,
    // because a node's clock may be a moment ahead.
    private static final String BRING_FORWARD = """
            with late as materialized (
              select <id>, channel from <deliveries> delivery
              where state = 'pending' and next_attempt_at > app.now() + interval '1 minute'
                and (failures = 0 or claimed_until is not null
                  or next_attempt_at > app.now() + interval '1 minute' + (cast(:pauses as interval[]))[failures] and exists (
                    select from <attempts> attempt
                    where attempt.<id> = delivery.<id> and attempt.channel = delivery.channel
                      and attempt.attempt = delivery.attempts and finished_at > app.now() + interval '1 minute'))
              for update skip locked)
            update <deliveries> delivery set next_attempt_at = app.now(), claimed_until = null
            from late where delivery.<id> = late.<id> and delivery.channel = late.channel
            """;

    /**
     * Makes due what would wait for as long as the database's clock was set back.
     *
     * @return how many
     */
    @Transactional
    public int bringForward(DeliveryTable table) {
        return jdbi.withHandle(handle -> table.in(handle.createUpdate(BRING_FORWARD))
                .bindArray("pauses", String.class, pauses())
                .execute());
    }

    private static <S extends SqlStatement<S>> S ofClaim(S statement, Claim claim) {
        return claim.table()
                .in(statement)
                .bind("channel", claim.destination())
                .bindArray("ids", Long.class, claim.ids())
                .bind("until", claim.until());
    }
}
