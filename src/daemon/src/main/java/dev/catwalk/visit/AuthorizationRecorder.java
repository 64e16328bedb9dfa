package dev.catwalk.visit;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertData;
import dev.catwalk.alert.AlertEndings;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.alert.Phrase;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.database.SqlState;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Merchants.Change;
import dev.catwalk.merchant.Merchants.Facts;
import dev.catwalk.platform.AuthorizerInfo;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.visit.AuthorizationCheck.Answer;
import dev.catwalk.visit.AuthorizationCheck.Authorized;
import dev.catwalk.visit.AuthorizationCheck.Unknown;
import dev.catwalk.visit.AuthorizationCheck.Withdrawn;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Records the state of merchants, those of a page in one transaction: state and alerts together. When that fails, each
 * merchant is recorded alone, so that one bad row cannot block its page; the state of that merchant is then unknown.
 */
@Singleton
public class AuthorizationRecorder {
    private static final Logger LOG = Logger.getLogger(AuthorizationRecorder.class);

    private final Merchants merchants;
    private final OfferedTokens tokens;
    private final AlertOutbox alerts;
    private final AlertEndings endings;
    private final VisitRows visits;

    AuthorizationRecorder(
            Merchants merchants, OfferedTokens tokens, AlertOutbox alerts, AlertEndings endings, VisitRows visits) {
        this.merchants = merchants;
        this.tokens = tokens;
        this.alerts = alerts;
        this.endings = endings;
        this.visits = visits;
    }

    /** @return the answers; of those that could not be recorded, that nothing is known */
    public List<Answer> record(List<Answer> answers) {
        List<Answer> said =
                answers.stream().filter(answer -> !(answer instanceof Unknown)).toList();
        if (said.isEmpty()) {
            return answers;
        }
        Set<Answer> failed = writeTogether(said);
        List<Answer> recorded = answers.stream()
                .map(answer -> failed.contains(answer) ? new Unknown(answer.merchant(), notRecorded()) : answer)
                .toList();
        adoptTokens(recorded);
        return recorded;
    }

    /** Makes a merchant of an account that the platform says is authorized. */
    MerchantRef welcome(ComponentAppId component, MerchantAppId appid, AuthorizerInfo info, Instant askedAt) {
        MerchantRef merchant = merchants.known(component, appid);
        record(List.of(new Authorized(merchant, info, askedAt)));
        return merchant;
    }

    private Set<Answer> writeTogether(List<Answer> said) {
        try {
            commit(said);
            return Set.of();
        } catch (RuntimeException e) {
            // One by one they would all fail of it, each after its own wait for a connection.
            if (DatabaseAway.isCauseOf(e)) {
                throw e;
            }
            LOG.warn("answers could not be recorded at once", e);
            return writeEach(said);
        }
    }

    /** @return those that could not be recorded */
    private Set<Answer> writeEach(List<Answer> answers) {
        Set<Answer> failed = new HashSet<>();
        for (Answer answer : answers) {
            try {
                commit(List.of(answer));
            } catch (RuntimeException e) {
                if (DatabaseAway.isCauseOf(e)) {
                    throw e;
                }
                LOG.errorf(
                        e,
                        "an answer could not be recorded; component=%s merchant=%s",
                        answer.merchant().component(),
                        answer.merchant().appid());
                failed.add(answer);
            }
        }
        return failed;
    }

    private static PlatformException notRecorded() {
        return new PlatformException(
                PlatformError.withoutAnswer(ErrorKind.MALFORMED, "the answer could not be recorded"));
    }

    /** Again when a page of visits, which locks the same rows in another order, made this the one to be broken off. */
    private void commit(List<Answer> answers) {
        for (int left = PageRecorder.TRIES; left > 0; left--) {
            try {
                QuarkusTransaction.requiringNew().run(() -> write(answers));
                return;
            } catch (RuntimeException e) {
                if (left == 1 || !SqlState.isDeadlock(e)) {
                    throw e;
                }
            }
        }
    }

    private void write(List<Answer> answers) {
        merchants.lock(answers.stream().map(Answer::merchant).toList());
        Map<Long, Change> changes = merchants.apply(answers.stream()
                .mapMulti((Answer answer, Consumer<Facts> facts) -> {
                    if (answer instanceof Authorized(var merchant, var info, var askedAt)) {
                        facts.accept(new Facts(merchant, info, askedAt));
                    }
                })
                .toList());
        List<MerchantRef> regained = new ArrayList<>();
        List<MerchantRef> unreadable = new ArrayList<>();
        for (Answer answer : answers) {
            MerchantRef merchant = answer.merchant();
            switch (changes.get(merchant.id())) {
                case PERMISSION_GAINED -> regained.add(merchant);
                case PERMISSION_LOST -> permissionLost(merchant);
                case AUTHORIZED_WITHOUT_PERMISSION -> unreadable.add(merchant);
                case null -> {}
            }
            if (answer instanceof Withdrawn(var _, var why, var askedAt) && merchants.revoke(merchant, askedAt)) {
                alerts.raise(
                        Alert.ofMerchant(AlertType.MERCHANT_REVOKED, merchant, details(merchant, why.errcode(), why)));
            }
        }
        visits.releaseHolds(regained);
        endings.ofLosses(regained);
        endings.ofRevocations(unreadable);
        unreadable.forEach(this::permissionLost);
    }

    /** One that was never read has nothing to lose. A visit may have met the refusal before, and raised the alert. */
    private void permissionLost(MerchantRef merchant) {
        visits.succeededAt(merchant)
                .ifPresent(worked -> alerts.raiseUnlessRaisedSince(
                        worked,
                        Alert.ofMerchant(
                                AlertType.MERCHANT_PERMISSION_LOST,
                                merchant,
                                details(merchant, null, Phrase.of("none_granted")))));
    }

    private AlertData details(MerchantRef merchant, Integer errcode, Object reason) {
        return new AlertData.OfMerchant(merchants.nameOf(merchant), errcode, reason, null);
    }

    /** As if all had been offered when the first was: a token that was stored since is left alone. */
    private void adoptTokens(List<Answer> answers) {
        Map<MerchantRef, RefreshToken> offered = new HashMap<>();
        List<Instant> askedAt = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer instanceof Authorized authorized
                    && authorized.info().refreshToken().isPresent()) {
                offered.put(
                        authorized.merchant(), authorized.info().refreshToken().get());
                askedAt.add(authorized.askedAt());
            }
        }
        askedAt.stream().min(Comparator.naturalOrder()).ifPresent(first -> tokens.adopt(offered, first));
    }
}
