package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.push.PushRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A push about a merchant is accepted and acts at once: no walk over all is needed to find what it reports. */
final class PushAccount {
    /** The contract's. */
    private static final Duration TO_ACT = Duration.ofSeconds(15);

    private static final Duration ASKED_EVERY = Duration.ofMillis(100);

    private static final Duration CODE_LIVES = Duration.ofMinutes(10);

    private final Scene scene;

    PushAccount(Scene scene) {
        this.scene = scene;
    }

    /**
     * To be called when the daemon has nothing left to do.
     *
     * @throws WrongException when the push has not had its effect soon
     */
    void judge(PushRecord push) {
        long since = System.nanoTime();
        Optional<String> missing = missing(push);
        while (missing.isPresent() && System.nanoTime() - since < TO_ACT.toNanos()) {
            Play.pause(ASKED_EVERY);
            missing = missing(push);
        }
        if (missing.isPresent()) {
            throw new WrongException(
                    scene.now() + "\n  " + missing.get() + " after " + push + "; the platform says " + truth(push));
        }
    }

    private MerchantTruth truth(PushRecord push) {
        return scene.platform()
                .component()
                .merchant(push.merchantAppid())
                .orElseThrow()
                .truth();
    }

    private record Coverage(String state, Instant succeededAt, long revoked, long permissionLost) {
        static final Coverage UNKNOWN = new Coverage("unknown", Instant.EPOCH, 0, 0);

        boolean wasRead() {
            return succeededAt.isAfter(Instant.EPOCH);
        }
    }

    private static final String COVERAGE = """
            select authorization_state, coalesce(last_succeeded_at, 'epoch'),
              (select count(distinct alert_id) from reporting.alert a
               where a.merchant_appid = c.merchant_appid and type = 'merchant.revoked' and ended_at is null),
              (select count(distinct alert_id) from reporting.alert a
               where a.merchant_appid = c.merchant_appid and type = 'merchant.permission_lost' and ended_at is null)
            from reporting.merchant_coverage c where merchant_appid = ?
            """;

    private Optional<String> missing(PushRecord push) {
        if (push.outcome() != PushRecord.Outcome.ACCEPTED) {
            return Optional.of("not accepted");
        }
        MerchantTruth truth = truth(push);
        Coverage known = scene.database()
                .handle()
                .select(COVERAGE, push.merchantAppid())
                .map((row, _) ->
                        new Coverage(row.getString(1), row.getTimestamp(2).toInstant(), row.getLong(3), row.getLong(4)))
                .findOne()
                .orElse(Coverage.UNKNOWN);
        if (!truth.authorized()) {
            boolean isTold = known.equals(Coverage.UNKNOWN) || known.state().equals("revoked") && known.revoked() == 1;
            return isTold ? Optional.empty() : Optional.of("not revoked with one alert");
        }
        if (!truth.queried()) {
            boolean codeLives = scene.now().isBefore(truth.authorizedAt().plus(CODE_LIVES));
            return push.type().equals("authorized") && codeLives ? Optional.of("no code exchanged") : Optional.empty();
        }
        return switch (truth.getcategoryErrcode()) {
            case 0 ->
                known.succeededAt().isBefore(push.at().minus(Excuses.CLOCKS_DIFFER))
                        ? Optional.of("not read")
                        : Optional.empty();
            case 61007 ->
                known.wasRead() && known.permissionLost() != 1
                        ? Optional.of("not one alert of a lost permission")
                        : Optional.empty();
            // Its account is frozen, or no mini-program: nothing can be read.
            default -> Optional.empty();
        };
    }
}
