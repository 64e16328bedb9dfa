package dev.catwalk.simulator.merchant;

import java.util.ArrayList;
import java.util.List;

/**
 * The merchants of a seed. Everything about the n-th merchant follows from the seed and n, so nothing is stored until
 * it changes.
 */
public final class GeneratedMerchants {
    private static final List<List<Integer>> ORDINARY_SETS = List.of(
            List.of(17, 18, 19, 25, 30, 31),
            List.of(17, 18, 30),
            List.of(18, 30),
            List.of(17, 18, 19, 30, 31, 49, 52, 65),
            List.of(30));
    private static final List<List<Integer>> SETS_61 = List.of(List.of(17, 18, 61), List.of(61));
    private static final List<List<Integer>> OTHER_SETS = List.of(List.of(17, 18), List.of(18, 19, 76), List.of(17));
    private static final List<List<Integer>> OFFICIAL_ACCOUNT_SETS =
            List.of(List.of(1, 2, 3, 7, 11, 15), List.of(1, 15, 24));
    private static final int KIND = 1;
    private static final int CATEGORIES = 2;

    private final long seed;
    private final long offset;
    private final int count;
    private final MerchantMix mix;

    public GeneratedMerchants(long seed, String componentAppid, int count, MerchantMix mix) {
        this.seed = Scramble.hash(seed, Appid.digits(componentAppid));
        this.offset = Scramble.mix(this.seed);
        this.count = count;
        this.mix = mix;
    }

    public int count() {
        return count;
    }

    public long appidDigits(int index) {
        return Scramble.mix(index + offset);
    }

    /** The index of the merchant with these digits, or -1 when none of ours has them. */
    public int index(long appidDigits) {
        long index = Scramble.unmix(appidDigits) - offset;
        return index >= 0 && index < count ? (int) index : -1;
    }

    public MerchantProfile profile(int index) {
        long digits = appidDigits(index);
        Dice dice = new Dice(seed, index, KIND);
        MerchantMix.Kind kind = mix.kind((dice.nextLong() >>> 11) * 0x1.0p-53);
        boolean official = kind == MerchantMix.Kind.OFFICIAL_ACCOUNT;
        Account account = new Account(
                Appid.of(digits),
                // An odd factor modulo 2^48 is reversible, so original ids are as unique as appids.
                Appid.originalId(offset + index * 0x5deece66dL),
                MerchantNames.brand(digits),
                MerchantNames.principal(digits),
                official ? AccountType.OFFICIAL_ACCOUNT : AccountType.MINI_PROGRAM,
                standing(kind),
                dice.chance(0.2) ? 6 : 0,
                kind == MerchantMix.Kind.REGISTER_TYPE_REFUSED);
        return new MerchantProfile(
                account,
                permissionSets(kind, dice),
                official ? List.of() : categories(index),
                new CategoryQuota(5, 2 + dice.below(4), 20),
                kind != MerchantMix.Kind.NEVER_QUERIED);
    }

    private static Standing standing(MerchantMix.Kind kind) {
        return switch (kind) {
            case BANNED -> Standing.BANNED;
            case FROZEN -> Standing.FROZEN;
            default -> Standing.NORMAL;
        };
    }

    private static List<Integer> permissionSets(MerchantMix.Kind kind, Dice dice) {
        return dice.pick(
                switch (kind) {
                    case OFFICIAL_ACCOUNT -> OFFICIAL_ACCOUNT_SETS;
                    case ONLY_SET_61 -> SETS_61;
                    case WITHOUT_CATEGORY_SETS -> OTHER_SETS;
                    default -> ORDINARY_SETS;
                });
    }

    /** One to four different categories: eight in ten approved, one under review, one rejected. */
    private List<SimulatedCategory> categories(int index) {
        Dice dice = new Dice(seed, index, CATEGORIES);
        int wanted = 1 + Math.min(dice.below(4), dice.below(4));
        List<SimulatedCategory> categories = new ArrayList<>(wanted);
        int entry = dice.below(SampleCategories.ENTRIES.size());
        for (int i = 0; i < wanted; i++) {
            categories.add(reviewed(SampleCategories.ENTRIES.get(entry), dice));
            // 7 and the size of the table have no common divisor, so no category comes twice.
            entry = (entry + 7) % SampleCategories.ENTRIES.size();
        }
        return categories;
    }

    private SimulatedCategory reviewed(SampleCategories.Entry entry, Dice dice) {
        return switch (dice.below(10)) {
            case 0 -> entry.set(SimulatedCategory.UNDER_REVIEW, "");
            case 1 -> entry.set(SimulatedCategory.REJECTED, dice.pick(SampleCategories.REJECTION_REASONS));
            default ->
                entry.set(SimulatedCategory.APPROVED, "").expired(mix.expired() > 0 && dice.chance(mix.expired()));
        };
    }
}
