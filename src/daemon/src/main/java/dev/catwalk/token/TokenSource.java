package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.platform.PlatformError;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Where a component's access token and those of its merchants come from. */
sealed interface TokenSource permits OwnTokens, BorrowedTokens {
    /** @throws dev.catwalk.platform.PlatformException when there is none to be had */
    AccessToken componentToken(ComponentAppId component);

    /** Whether the component's token may have been replaced by now, though its life has not ended. */
    boolean mayHaveReplaced(AccessToken token);

    /**
     * @param leased of one component
     * @return how it went for those that were reached, a prefix of {@code leased}: trouble of the component ends it, and so
     *     does a lease that runs out
     */
    List<RefreshAttempt> merchantTokens(List<StoredTokens> leased, LeaseHeartbeat lease, BooleanSupplier stop);

    /**
     * Tries what takes longer for those whose token is lost otherwise.
     *
     * @return how it went for each of {@code lost}
     */
    List<RefreshAttempt> lostTokens(List<RefreshAttempt.NoToken> lost, LeaseHeartbeat lease, BooleanSupplier stop);

    /** What it means that the platform refused a merchant's token and then the one that came in its place. */
    PlatformError merchantRefusedTwice(ComponentAppId component, PlatformError why);

    /** How long a merchant without a token to be had is left alone. */
    Duration recoveryPause();
}
