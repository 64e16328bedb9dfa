package dev.catwalk.alert;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Writes down how attempts ended: only while the claim they were made under lasts, so that a sender that was asleep for too
 * long cannot undo what another recorded since.
 */
@Singleton
class DeliveryResults {
    private final Jdbi jdbi;
    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.getDefault();

    DeliveryResults(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    private static final String DELIVERED = """
            with recorded as (
              update app.alert_delivery
              set state = 'delivered', attempts = attempts + 1, delivered_at = :now, next_attempt_at = null, claimed_until = null
              where channel = :channel and alert_id = any(:alerts) and claimed_until = :until
              returning alert_id, channel, attempts),
            attempt as (
              insert into app.alert_attempt (alert_id, channel, attempt, started_at, finished_at)
              select alert_id, channel, attempts, :startedAt, :now from recorded)
            select raised_at from recorded join app.alert using (alert_id)
            """;

    /** @return how long after it was raised each was delivered */
    @Transactional
    public List<Duration> delivered(Claim claim, Instant startedAt) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> ofClaim(handle.createQuery(DELIVERED), claim)
                .bind("now", now)
                .bind("startedAt", startedAt)
                .mapTo(Instant.class)
                .map(raisedAt -> Duration.between(raisedAt, now))
                .list());
    }

    private static final String FAILED = """
            with recorded as (
              update app.alert_delivery
              set attempts = attempts + 1, failures = failures + 1, last_error = :error, claimed_until = null,
                state = case when failures + 1 >= :mostFailures then 'dead' else 'pending' end,
                next_attempt_at = case when failures + 1 < :mostFailures
                  then greatest(cast(:now as timestamptz) + (cast(:pauses as interval[]))[failures + 1], :notBefore) end
              where channel = :channel and alert_id = any(:alerts) and claimed_until = :until
              returning alert_id, channel, attempts, state),
            attempt as (
              insert into app.alert_attempt (alert_id, channel, attempt, started_at, finished_at, error)
              select alert_id, channel, attempts, :startedAt, :now, :error from recorded)
            select count(*) filter (where state = 'dead') from recorded
            """;

    /** @return how many are dead now */
    @Transactional
    public int failed(Claim claim, Instant startedAt, SendResult.Refused refused) {
        return fail(
                claim, startedAt, refused.error(), clock.instant().plus(refused.pause()), RetrySchedule.mostFailures());
    }

    /** Nobody has to try again. */
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
                .bindArray(
                        "pauses",
                        String.class,
                        RetrySchedule.pauses(random).stream()
                                .map(Duration::toString)
                                .toList())
                .mapTo(Integer.class)
                .one());
    }

    private static final String RELEASE = """
            update app.alert_delivery set claimed_until = null
            where channel = :channel and alert_id = any(:alerts) and claimed_until = :until
            """;

    /** Gives back what was not tried. */
    @Transactional
    public void release(Claim claim) {
        jdbi.useHandle(handle -> ofClaim(handle.createUpdate(RELEASE), claim).execute());
    }

    private static final String GIVE_UP_DUE = """
            update app.alert_delivery set state = 'dead', next_attempt_at = null, claimed_until = null, last_error = :error
            where channel = :channel and alert_id in (
              select alert_id from app.alert_delivery
              where channel = :channel and state = 'pending' and (claimed_until is null or claimed_until <= app.now())
              order by next_attempt_at
              limit 1000
              for update skip locked)
            """;

    /**
     * Gives up what waits for a channel, some of it at a time.
     *
     * @return how many; zero when none is left
     */
    @Transactional
    public int giveUpWaiting(Channel channel, String error) {
        return jdbi.withHandle(handle -> handle.createUpdate(GIVE_UP_DUE)
                .bind("channel", channel.sql())
                .bind("error", error)
                .execute());
    }

    private static <S extends SqlStatement<S>> S ofClaim(S statement, Claim claim) {
        return statement
                .bind("channel", claim.channel().sql())
                .bindArray("alerts", Long.class, claim.alertIds())
                .bind("until", claim.until());
    }
}
