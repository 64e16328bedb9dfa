package dev.catwalk.simulator.merchant;

/**
 * How often each unusual kind of merchant occurs among the generated ones, and of their categories the expired ones; shares from 0 to 1. What is left are ordinary
 * mini-programs that granted set 30.
 *
 * @param officialAccounts accounts that are no mini-programs
 * @param onlySet61 mini-programs with set 61 and without 30
 * @param withoutCategorySets mini-programs with neither 30 nor 61
 * @param banned getcategory answers 48004
 * @param frozen getcategory answers 50002
 * @param registerTypeRefused getcategory answers 41033
 * @param neverQueried list and info omit the refresh token until api_query_auth is called
 * @param expired of approved categories, those whose qualification has run out
 */
public record MerchantMix(
        double officialAccounts,
        double onlySet61,
        double withoutCategorySets,
        double banned,
        double frozen,
        double registerTypeRefused,
        double neverQueried,
        double expired) {
    /** Every merchant is an ordinary mini-program: for load runs, where each walk should end with one outcome only. */
    public static final MerchantMix PLAIN = new MerchantMix(0, 0, 0, 0, 0, 0, 0);

    /** A believable population; the shares are guesses, none are published. */
    public static final MerchantMix MIXED = new MerchantMix(0.08, 0.02, 0.05, 0.006, 0.006, 0.02, 0.01, 0.02);

    public MerchantMix(
            double officialAccounts,
            double onlySet61,
            double withoutCategorySets,
            double banned,
            double frozen,
            double registerTypeRefused,
            double neverQueried) {
        this(officialAccounts, onlySet61, withoutCategorySets, banned, frozen, registerTypeRefused, neverQueried, 0);
    }

    public MerchantMix {
        if (!(expired >= 0 && expired <= 1)) {
            throw new IllegalArgumentException("a share must be from 0 to 1: " + expired);
        }
        double sum = 0;
        for (double share : new double[] {
            officialAccounts, onlySet61, withoutCategorySets, banned, frozen, registerTypeRefused, neverQueried
        }) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share must be from 0 to 1: " + share);
            }
            sum += share;
        }
        if (sum > 1) {
            throw new IllegalArgumentException("the shares of unusual merchants add up to more than 1: " + sum);
        }
    }

    /** The kind a throw from 0 to 1 falls on. */
    Kind kind(double thrown) {
        double edge = 0;
        double[] shares = {
            officialAccounts, onlySet61, withoutCategorySets, banned, frozen, registerTypeRefused, neverQueried
        };
        for (int i = 0; i < shares.length; i++) {
            edge += shares[i];
            if (thrown < edge) {
                return Kind.values()[i];
            }
        }
        return Kind.ORDINARY;
    }

    /** In the order of the record's shares. */
    enum Kind {
        OFFICIAL_ACCOUNT,
        ONLY_SET_61,
        WITHOUT_CATEGORY_SETS,
        BANNED,
        FROZEN,
        REGISTER_TYPE_REFUSED,
        NEVER_QUERIED,
        ORDINARY
    }
}
