package dev.catwalk.lab.year;

import static dev.catwalk.simulator.push.Announcement.LOST;
import static dev.catwalk.simulator.push.Announcement.PUSHED;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SampleCategories;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** What merchants do, and what is decided about them. Where no merchant is fit for it, nothing happens. */
final class MerchantWeather {
    private static final double PUSH_LOST = 0.1;

    private static final List<List<Integer>> GRANTS =
            List.of(List.of(17, 18, 30), List.of(18, 30, 31, 49), List.of(17, 18, 61), List.of(17, 18));

    private MerchantWeather() {}

    static void submit(Play play, Weather weather) {
        Dice dice = weather.dice();
        SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
        any(play, dice, MerchantWeather::isReadable).ifPresent(merchant -> {
            Optional<SimulatedCategory> rejected = with(merchant, SimulatedCategory.REJECTED);
            List<SimulatedCategory> known = merchant.truth().categories();
            if (rejected.isPresent() && dice.chance(0.5)) {
                merchant.submit(rejected.get().first(), rejected.get().second());
            } else if (known.stream().noneMatch(category -> category.is(entry.first(), entry.second()))
                    && known.size() < merchant.truth().quota().categoryLimit()) {
                merchant.submit(entry.first(), entry.second());
            }
        });
    }

    static void decide(Play play, Weather weather) {
        Dice dice = weather.dice();
        change(play, dice, SimulatedCategory.UNDER_REVIEW, (merchant, waiting) -> {
            AuditDecision decision = dice.chance(0.6)
                    ? AuditDecision.approved()
                    : AuditDecision.rejected(dice.pick(SampleCategories.REJECTION_REASONS));
            play.pushed(merchant.decide(
                    waiting.first(), waiting.second(), dice.chance(PUSH_LOST) ? decision.unannounced() : decision));
        });
    }

    static void expireOrRenew(Play play, Weather weather) {
        change(
                play,
                weather.dice(),
                SimulatedCategory.APPROVED,
                (merchant, category) -> merchant.expire(category.first(), category.second(), !category.expired()));
    }

    static void rename(Play play, Weather weather) {
        change(
                play,
                weather.dice(),
                SimulatedCategory.APPROVED,
                (merchant, category) ->
                        merchant.put(category.renamed(category.firstName(), category.secondName() + "·新")));
    }

    static void retire(Play play, Weather weather) {
        Dice dice = weather.dice();
        any(
                        play,
                        dice,
                        merchant -> isReadable(merchant)
                                && merchant.truth().categories().size() > 1)
                .ifPresent(merchant -> {
                    SimulatedCategory gone = dice.pick(merchant.truth().categories());
                    merchant.remove(gone.first(), gone.second());
                });
    }

    static void come(Play play, Weather weather) {
        Dice dice = weather.dice();
        SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
        SimulatedMerchant merchant = play.platform()
                .authorize(
                        MerchantProfile.miniProgram(Appid.of(dice.nextLong()))
                                .granting(17, 18, 30)
                                .having(entry.set(SimulatedCategory.APPROVED, "")),
                        LOST);
        play.excuses().came(merchant);
        // Once more, since only that tells what became of the push.
        play.pushed(merchant.reauthorize(notice(dice)));
    }

    static void leave(Play play, Weather weather) {
        any(play, weather.dice(), MerchantWeather::isReadable).ifPresent(merchant -> {
            play.excuses().touch(merchant);
            play.pushed(merchant.unauthorize(notice(weather.dice())));
        });
    }

    static void comeBack(Play play, Weather weather) {
        any(
                        play,
                        weather.dice(),
                        merchant -> !merchant.truth().authorized()
                                || !merchant.truth().queried())
                .ifPresent(merchant -> {
                    play.excuses().touch(merchant);
                    play.pushed(merchant.reauthorize(PUSHED));
                });
    }

    static void leaveAndComeBack(Play play, Weather weather) {
        any(play, weather.dice(), MerchantWeather::isReadable).ifPresent(merchant -> {
            play.excuses().touch(merchant);
            play.pushed(merchant.unauthorize(PUSHED));
            play.pushed(merchant.reauthorize(PUSHED));
        });
    }

    static void replaceToken(Play play, Weather weather) {
        any(play, weather.dice(), MerchantWeather::isReadable).ifPresent(merchant -> {
            play.excuses().touch(merchant);
            play.pushed(merchant.reauthorize(LOST));
        });
    }

    static void changePermissions(Play play, Weather weather) {
        Dice dice = weather.dice();
        any(play, dice, merchant -> merchant.truth().authorized()).ifPresent(merchant -> {
            play.excuses().touch(merchant);
            Announcement notice = notice(dice);
            play.pushed(merchant.grant(dice.pick(GRANTS), notice));
        });
    }

    static void freeze(Play play, Weather weather) {
        subject(play, weather).ifPresent(merchant -> {
            play.excuses().touch(merchant);
            merchant.standing(weather.dice().chance(0.5) ? Standing.FROZEN : Standing.BANNED);
        });
    }

    static void unfreeze(Play play, Weather weather) {
        subject(play, weather).ifPresent(merchant -> {
            merchant.standing(Standing.NORMAL);
            // What is not supported is tried again after seven days.
            play.excuses().merchant(merchant.appid(), play.now().plus(Duration.ofDays(7)));
        });
    }

    /** The same at the beginning and at the end. */
    private static Optional<SimulatedMerchant> subject(Play play, Weather weather) {
        return play.subjects()
                .computeIfAbsent(
                        weather.number(),
                        _ -> any(
                                play,
                                weather.dice(),
                                merchant -> merchant.truth().accountType() == AccountType.MINI_PROGRAM
                                        && isReadable(merchant)));
    }

    private static boolean isReadable(SimulatedMerchant merchant) {
        MerchantTruth truth = merchant.truth();
        return truth.authorized() && truth.queried() && truth.getcategoryErrcode() == 0;
    }

    /** @param status of the category that is to be changed */
    private static void change(
            Play play, Dice dice, int status, BiConsumer<SimulatedMerchant, SimulatedCategory> change) {
        any(
                        play,
                        dice,
                        merchant ->
                                isReadable(merchant) && with(merchant, status).isPresent())
                .ifPresent(merchant ->
                        change.accept(merchant, with(merchant, status).get()));
    }

    private static Optional<SimulatedCategory> with(SimulatedMerchant merchant, int status) {
        return merchant.truth().categories().stream()
                .filter(category -> category.auditStatus() == status)
                .findFirst();
    }

    private static Optional<SimulatedMerchant> any(Play play, Dice dice, Predicate<SimulatedMerchant> condition) {
        List<SimulatedMerchant> all = play.merchants();
        int first = dice.below(all.size());
        for (int i = 0; i < all.size(); i++) {
            SimulatedMerchant merchant = all.get((first + i) % all.size());
            if (condition.test(merchant)) {
                return Optional.of(merchant);
            }
        }
        return Optional.empty();
    }

    private static Announcement notice(Dice dice) {
        return dice.chance(PUSH_LOST) ? LOST : PUSHED;
    }
}
