package dev.catwalk.simulator.merchant;

import dev.catwalk.simulator.IssuedTokens;
import dev.catwalk.simulator.SavedState;
import dev.catwalk.simulator.call.MerchantCalls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The mutable state of one merchant that was touched. Kept small, since a walk touches a million of them: names and generated
 * categories are made again from the profile when asked for. Every method locks the merchant; nothing under the lock waits.
 */
public final class MerchantState {
    private final long digits;
    private final Supplier<MerchantProfile> profile;
    private final MerchantCalls calls = new MerchantCalls();
    private final AccountType accountType;
    private Standing standing;
    private boolean registerTypeRefused;
    private List<Integer> permissionSets;
    private boolean authorized = true;
    private boolean queried;
    private long authorizedAt;
    private int refreshGeneration = 1;
    /** Epoch milliseconds of the last rotation by a refresh; the token before it works on for a while. */
    private long rotatedAt = Long.MIN_VALUE;

    private IssuedTokens accessTokens = new IssuedTokens();
    private MerchantCategories changed;
    /** Something differs from the profile, so the state file must keep this merchant. */
    private boolean differs;

    public MerchantState(Supplier<MerchantProfile> profile, Instant authorizedAt) {
        MerchantProfile start = profile.get();
        this.profile = profile;
        this.digits = Appid.digits(start.account().appid());
        this.accountType = start.account().type();
        this.standing = start.account().standing();
        this.registerTypeRefused = start.account().registerTypeRefused();
        this.permissionSets = start.permissionSets();
        this.queried = start.queried();
        this.authorizedAt = authorizedAt.toEpochMilli();
    }

    public long digits() {
        return digits;
    }

    public String appid() {
        return Appid.of(digits);
    }

    public MerchantProfile profile() {
        return profile.get();
    }

    public MerchantCalls calls() {
        return calls;
    }

    public AccountType accountType() {
        return accountType;
    }

    // Authorization

    public synchronized boolean authorized() {
        return authorized;
    }

    public synchronized boolean queried() {
        return queried;
    }

    public synchronized Instant authorizedAt() {
        return Instant.ofEpochMilli(authorizedAt);
    }

    public synchronized int refreshGeneration() {
        return refreshGeneration;
    }

    public synchronized List<Integer> permissionSets() {
        return permissionSets;
    }

    /** A new authorization: the refresh token changes and the old one is dead at once. */
    public synchronized void authorize(Instant now) {
        differs = true;
        authorized = true;
        queried = false;
        authorizedAt = now.toEpochMilli();
        refreshGeneration++;
        rotatedAt = Long.MIN_VALUE;
    }

    public synchronized void unauthorize() {
        differs = true;
        authorized = false;
        accessTokens.invalidate();
    }

    public synchronized void markQueried() {
        differs |= !queried;
        queried = true;
    }

    /** Returns whether anything changed: the platform pushes updateauthorized only then. */
    public synchronized boolean grant(List<Integer> sets) {
        List<Integer> granted = List.copyOf(sets);
        boolean changes = !granted.equals(permissionSets);
        permissionSets = granted;
        differs |= changes;
        return changes;
    }

    // Tokens

    public synchronized int issueAccessToken(Instant now) {
        differs = true;
        return accessTokens.issue(now);
    }

    public synchronized int accessTokenRefusal(int generation, Instant now) {
        return accessTokens.refusal(generation, now);
    }

    public synchronized void invalidateAccessTokens() {
        accessTokens.invalidate();
    }

    public synchronized void endTokenOverlap() {
        accessTokens.endOverlap();
    }

    /** Whether the refresh token of this generation works: the present one, or the one a refresh replaced a moment ago. */
    public synchronized boolean acceptsRefresh(int generation, Instant now) {
        return generation == refreshGeneration
                || generation == refreshGeneration - 1
                        && rotatedAt != Long.MIN_VALUE
                        && now.toEpochMilli() - rotatedAt < IssuedTokens.OVERLAP.toMillis();
    }

    public synchronized void rotateRefreshToken(Instant now) {
        differs = true;
        refreshGeneration++;
        rotatedAt = now.toEpochMilli();
    }

    // Account

    public synchronized Standing standing() {
        return standing;
    }

    public synchronized void standing(Standing standing) {
        differs = true;
        this.standing = standing;
    }

    public synchronized boolean registerTypeRefused() {
        return registerTypeRefused;
    }

    public synchronized void registerTypeRefused(boolean refused) {
        differs = true;
        registerTypeRefused = refused;
    }

    // Categories

    public synchronized CategoryView categories(Instant now) {
        if (changed != null) {
            return new CategoryView(changed.current(), changed.listed(now), changed.quota());
        }
        MerchantProfile start = profile.get();
        return new CategoryView(start.categories(), start.categories(), start.quota());
    }

    public synchronized List<CategoryChange> history() {
        return changed == null ? List.of() : changed.history();
    }

    public synchronized void changeCategories(Consumer<MerchantCategories> change) {
        if (changed == null) {
            MerchantProfile start = profile.get();
            changed = new MerchantCategories(start.categories(), start.quota());
        }
        differs = true;
        change.accept(changed);
    }

    /**
     * @param current what is true
     * @param listed what getcategory shows, which may lag behind
     */
    public record CategoryView(List<SimulatedCategory> current, List<SimulatedCategory> listed, CategoryQuota quota) {}

    // State file

    synchronized Optional<SavedState.SavedMerchant> saved(boolean withProfile) {
        if (!differs && !withProfile) {
            return Optional.empty();
        }
        return Optional.of(new SavedState.SavedMerchant(
                appid(),
                withProfile ? profile.get() : null,
                authorized,
                queried,
                authorizedAt,
                refreshGeneration,
                accessTokens.saved(),
                permissionSets,
                standing,
                registerTypeRefused,
                changed == null ? null : changed.saved()));
    }

    synchronized void restore(SavedState.SavedMerchant saved) {
        differs = true;
        authorized = saved.authorized();
        queried = saved.queried();
        authorizedAt = saved.authorizedAt();
        refreshGeneration = saved.refreshGeneration();
        accessTokens = IssuedTokens.restored(saved.accessTokens());
        permissionSets = List.copyOf(saved.permissionSets());
        standing = saved.standing();
        registerTypeRefused = saved.registerTypeRefused();
        changed = saved.categories() == null ? null : new MerchantCategories(saved.categories());
    }
}
