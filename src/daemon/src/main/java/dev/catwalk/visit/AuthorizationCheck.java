package dev.catwalk.visit;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.network.ConcurrentCalls;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizerInfo;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks the platform for the state of merchants (api_get_authorizer_info) and records it: account facts, permission sets, or
 * that one withdrew its authorization. The only place that believes a revocation.
 */
@Singleton
public class AuthorizationCheck {
    private final AuthorizationApi api;
    private final ConcurrentCalls calls;
    private final AuthorizationRecorder recorder;
    private final TokensUnderway tokens;
    private final Clock clock;

    AuthorizationCheck(
            AuthorizationApi api,
            ConcurrentCalls calls,
            AuthorizationRecorder recorder,
            TokensUnderway tokens,
            Clock clock) {
        this.api = api;
        this.calls = calls;
        this.recorder = recorder;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What the platform said about a merchant's authorization. */
    public sealed interface Answer {
        MerchantRef merchant();
    }

    /** The merchant is authorized. */
    public record Authorized(MerchantRef merchant, AuthorizerInfo info, Instant askedAt) implements Answer {}

    /** The merchant has withdrawn its authorization. */
    record Withdrawn(MerchantRef merchant, PlatformError why, Instant askedAt) implements Answer {}

    /** It said neither. */
    public record Unknown(MerchantRef merchant, PlatformException trouble) implements Answer {}

    /**
     * @return when the platform was asked
     * @throws PlatformException when the platform does not say whether the merchant is authorized
     */
    public Instant check(MerchantRef merchant) {
        Instant askedAt = clock.instant();
        Answer answer = recorder.record(doubted(List.of(ask(merchant)))).getFirst();
        if (answer instanceof Unknown unknown) {
            throw unknown.trouble();
        }
        return askedAt;
    }

    /**
     * Whether an account that is no merchant yet is authorized. Nothing is recorded.
     *
     * @throws PlatformException when the platform does not say
     */
    public boolean isAuthorized(ComponentAppId component, MerchantAppId appid) {
        try {
            api.info(component, appid);
            return true;
        } catch (PlatformException e) {
            if (e.kind() == ErrorKind.AUTHORIZATION_GONE) {
                return false;
            }
            throw e;
        }
    }

    /**
     * @param merchants those that are authorized, which are merchants now
     * @param strangers those that are not, and of which nothing is recorded; an account in neither was not reached, or the platform
     *     did not say
     * @param stopped why no other account need be asked about now: trouble of the component, or the day's quota is used up
     */
    public record Newcomers(
            Map<MerchantAppId, MerchantRef> merchants, Set<MerchantAppId> strangers, Optional<PlatformError> stopped) {}

    /**
     * Makes merchants of those accounts that the platform says are authorized. Trouble of the component ends it, and so does the
     * end of the day's quota, which may be one account's own as long as others are answered.
     */
    public Newcomers welcome(ComponentAppId component, List<MerchantAppId> appids, BooleanSupplier stop) {
        Map<MerchantAppId, MerchantRef> newcomers = new ConcurrentHashMap<>();
        Set<MerchantAppId> strangers = ConcurrentHashMap.newKeySet();
        AtomicReference<PlatformError> componentStopped = new AtomicReference<>();
        AtomicReference<PlatformError> quotaRefused = new AtomicReference<>();
        Supplier<Optional<PlatformError>> stopped = () -> Optional.ofNullable(componentStopped.get())
                .or(() -> newcomers.isEmpty() && strangers.isEmpty()
                        ? Optional.ofNullable(quotaRefused.get())
                        : Optional.empty());
        calls.map(appids, () -> stop.getAsBoolean() || stopped.get().isPresent(), appid -> {
            Instant askedAt = clock.instant();
            try {
                newcomers.put(appid, recorder.welcome(component, appid, api.info(component, appid), askedAt));
            } catch (PlatformException e) {
                if (e.kind() == ErrorKind.AUTHORIZATION_GONE) {
                    strangers.add(appid);
                } else if (e.kind().stopsComponent()) {
                    componentStopped.set(e.error());
                } else if (e.kind() == ErrorKind.QUOTA_OF_DAY) {
                    quotaRefused.set(e.error());
                }
            }
            return appid;
        });
        return new Newcomers(newcomers, strangers, stopped.get());
    }

    /**
     * @param merchants of one component
     * @param stop asked before each call; once true, nothing more is asked
     * @return what the platform said of those that were reached, a prefix of {@code merchants}: trouble of the component ends
     *     it as well. Recorded already
     */
    public List<Answer> check(List<MerchantRef> merchants, BooleanSupplier stop) {
        return check(merchants, stop, new AtomicBoolean());
    }

    /**
     * As {@link #check(List, BooleanSupplier)}, one page being recorded while others are asked about.
     *
     * @return what the platform said of those that were reached
     */
    public List<Answer> checkPages(List<List<MerchantRef>> pages, BooleanSupplier stop) {
        AtomicBoolean componentStopped = new AtomicBoolean();
        List<Supplier<List<Answer>>> checks = pages.stream()
                .<Supplier<List<Answer>>>map(page -> () -> check(page, stop, componentStopped))
                .toList();
        return ConcurrentCalls.sideBySide(checks).stream().flatMap(List::stream).toList();
    }

    private List<Answer> check(List<MerchantRef> merchants, BooleanSupplier stop, AtomicBoolean componentStopped) {
        List<Answer> answers = calls.map(merchants, () -> stop.getAsBoolean() || componentStopped.get(), merchant -> {
            Answer answer = ask(merchant);
            if (answer instanceof Unknown unknown && unknown.trouble().kind().stopsComponent()) {
                componentStopped.set(true);
            }
            return answer;
        });
        return recorder.record(doubted(answers));
    }

    /** A merchant that has authorized again, which is about to show, has not withdrawn: nothing is known of it until then. */
    private List<Answer> doubted(List<Answer> answers) {
        Set<Long> authorizing = tokens.codeWaits(answers.stream()
                .filter(Withdrawn.class::isInstance)
                .map(Answer::merchant)
                .toList());
        return answers.stream()
                .map(answer ->
                        answer instanceof Withdrawn(var merchant, var why, var _) && authorizing.contains(merchant.id())
                                ? new Unknown(merchant, new PlatformException(why))
                                : answer)
                .toList();
    }

    private Answer ask(MerchantRef merchant) {
        Instant askedAt = clock.instant();
        try {
            return new Authorized(merchant, api.info(merchant.component(), merchant.appid()), askedAt);
        } catch (PlatformException e) {
            return e.kind() == ErrorKind.AUTHORIZATION_GONE
                    ? new Withdrawn(merchant, e.error(), askedAt)
                    : new Unknown(merchant, e);
        }
    }
}
