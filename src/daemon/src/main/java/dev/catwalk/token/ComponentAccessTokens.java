package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentTokens;
import dev.catwalk.database.DatabaseAway;
import dev.catwalk.database.Waiting;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The access token of each component.
 *
 * <ol>
 *   <li>One refresh in flight per component in the cluster; on this node, callers that wait share its result, its failure
 *       included.
 *   <li>While the old token lives it is used, even during a refresh: one caller waits for the new one, and the
 *       others do not unless the old one is about to end. When no new one can be had, or the database is away, the
 *       next try is made after half a minute and not by every call.
 *   <li>A token that its owner may have replaced is asked for again before its time, in the same way.
 *   <li>A token the platform refused is forgotten only if it is still the stored one. One that its owner gave
 *       again after a refusal is not forgotten because of calls that were made before.
 * </ol>
 */
@Singleton
class ComponentAccessTokens implements ComponentTokens {
    private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(30);

    /** The platform's clock is not the database's: it may refuse a token that ends so soon. */
    private static final Duration ABOUT_TO_END = Duration.ofMinutes(2);

    /** Another node stores the new token at any moment. */
    private static final Duration PAUSE_FOR_ANOTHER_NODE = Duration.ofSeconds(2);

    /** Longer than one call with all its retries takes the node that makes it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ComponentTokenRows rows;
    private final TokenSources sources;
    private final RefreshCounter counter;
    private final TokenConfig config;
    private final Clock clock;
    private final Map<ComponentAppId, Flight> flights = new ConcurrentHashMap<>();

    ComponentAccessTokens(
            ComponentTokenRows rows, TokenSources sources, RefreshCounter counter, TokenConfig config, Clock clock) {
        this.rows = rows;
        this.sources = sources;
        this.counter = counter;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public AccessToken live(ComponentAppId component) {
        Flight flight = flights.computeIfAbsent(component, c -> new Flight());
        AccessToken known = flight.token;
        if (serves(component, known, flight)) {
            return known;
        }
        long askedAt = System.nanoTime();
        if (!flight.lock.tryLock()) {
            known = flight.token;
            if (known != null && livesOn(known)) {
                return known;
            }
            flight.lock.lock();
        }
        try {
            if (serves(component, flight.token, flight)) {
                return flight.token;
            }
            if (flight.failure != null && flight.failedAt - askedAt > 0) {
                throw flight.failure;
            }
            try {
                flight.renewalPausedUntil = Instant.MIN;
                flight.token = loadOrRefresh(component, flight);
                return flight.token;
            } catch (RuntimeException e) {
                if (DatabaseAway.isCauseOf(e) && flight.token != null && lives(flight.token)) {
                    flight.renewalPausedUntil = clock.instant().plus(RENEWAL_PAUSE);
                    return flight.token;
                }
                flight.failure = e;
                flight.failedAt = System.nanoTime();
                throw e;
            }
        } finally {
            flight.lock.unlock();
        }
    }

    @Override
    public boolean hasLive(ComponentAppId component) {
        return switch (sources.of(component)) {
            case OwnTokens _ -> rows.load(component).filter(this::lives).isPresent();
            // The stored one may live on while its source gives no other any more.
            case BorrowedTokens borrowed -> borrowed.answers(component);
        };
    }

    @Override
    public void expire(ComponentAppId component, AccessToken refused) {
        Flight flight = flights.computeIfAbsent(component, c -> new Flight());
        flight.lock.lock();
        try {
            boolean before = sources.of(component) instanceof BorrowedTokens borrowed
                    && borrowed.wasRefusedBefore(component, refused);
            // By its value: the same one may have been given again, later.
            boolean isAtHand = flight.token != null && refused.value().equals(flight.token.value());
            if (isAtHand && before && flight.token.issuedAt().isAfter(refused.issuedAt())) {
                // The owner was asked since, because of another of these calls, and gave it again.
                return;
            }
            if (isAtHand) {
                flight.token = null;
            }
            rows.expire(component, refused);
        } finally {
            flight.lock.unlock();
        }
    }

    private AccessToken loadOrRefresh(ComponentAppId component, Flight flight) {
        Waiting waiting = new Waiting(PATIENCE);
        while (true) {
            Optional<AccessToken> stored = rows.load(component);
            if (stored.isPresent() && lasts(component, stored.get())) {
                return stored.get();
            }
            stored.filter(this::lives).ifPresent(token -> flight.token = token);
            Optional<ComponentTokenRows.Leased> leased =
                    rows.lease(component, Lease.from(clock), config.refreshLease());
            if (leased.isPresent()) {
                return refresh(component, leased.get(), flight);
            }
            if (stored.filter(this::livesOn).isPresent()) {
                flight.renewalPausedUntil = clock.instant().plus(PAUSE_FOR_ANOTHER_NODE);
                return stored.get();
            }
            // Another node is asking for the token at this moment: its answer will be ours too.
            if (!waiting.another()) {
                break;
            }
        }
        throw new PlatformException(PlatformError.withoutAnswer(
                ErrorKind.TRANSIENT, "another node holds the refresh of the component access token"));
    }

    private AccessToken refresh(ComponentAppId component, ComponentTokenRows.Leased leased, Flight flight) {
        // Read again under the lease: its last holder may have stored the token we are about to ask for.
        Optional<AccessToken> stored = rows.load(component);
        if (stored.isPresent() && lasts(component, stored.get())) {
            rows.release(component, leased);
            return stored.get();
        }
        try (var _ = LeaseHeartbeat.keep(
                leased.lease(),
                config.refreshLease(),
                clock,
                () -> rows.renew(component, leased, config.refreshLease()))) {
            AccessToken fresh = sources.of(component).componentToken(component);
            counter.countComponent(true);
            if (rows.store(component, fresh, leased)) {
                return fresh;
            }
            // The node that took the lease over may not have stored its token yet; ours lives meanwhile.
            return rows.load(component).filter(token -> lasts(component, token)).orElse(fresh);
        } catch (PlatformException e) {
            counter.countComponent(false);
            rows.release(component, leased);
            // A blip while the old token lives affects no caller yet.
            AccessToken stillLiving = stored.filter(this::lives).orElseThrow(() -> e);
            flight.renewalPausedUntil = clock.instant().plus(RENEWAL_PAUSE);
            return stillLiving;
        } catch (RuntimeException e) {
            rows.release(component, leased);
            throw e;
        }
    }

    private boolean serves(ComponentAppId component, AccessToken token, Flight flight) {
        return token != null
                && (lasts(component, token) || lives(token) && clock.instant().isBefore(flight.renewalPausedUntil));
    }

    private boolean lasts(ComponentAppId component, AccessToken token) {
        return outlivesMargin(token) && !sources.of(component).mayHaveReplaced(token);
    }

    private boolean outlivesMargin(AccessToken token) {
        return token.outlives(clock.instant(), config.refreshMargin());
    }

    private boolean livesOn(AccessToken token) {
        return token.outlives(clock.instant(), ABOUT_TO_END);
    }

    private boolean lives(AccessToken token) {
        return token.outlives(clock.instant(), AccessToken.BARELY_ALIVE);
    }

    /** What callers of one component on this node share. */
    private static final class Flight {
        private final Lock lock = new ReentrantLock();
        private volatile AccessToken token;
        private volatile Instant renewalPausedUntil = Instant.MIN;
        private RuntimeException failure;
        private long failedAt;
    }
}
