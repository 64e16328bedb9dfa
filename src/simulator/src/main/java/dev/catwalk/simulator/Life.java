package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SampleCategories;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Merchants that change by themselves: they submit categories and get them reviewed, come, go, and change what they grant. Each
 * {@link #step} is one change, chosen by the seed.
 */
final class Life {
    private static final int TRIES = 40;
    private static final double APPROVED_SHARE = 0.65;
    private static final double EVENT_LOST_SHARE = 0.05;
    private static final double LIST_LAGS_SHARE = 0.1;
    private static final Duration LAG = Duration.ofSeconds(3);
    private static final List<List<Integer>> GRANTS =
            List.of(List.of(17, 18, 30), List.of(18, 30, 31, 49), List.of(17, 18, 19, 25, 30, 31), List.of(17, 18));

    private final SimulatedComponent component;
    private final Dice dice;

    Life(SimulatedComponent component, long seed) {
        this.component = component;
        this.dice = new Dice(seed, 'L');
    }

    void step() {
        int thrown = dice.below(100);
        if (thrown < 45) {
            decideOne();
        } else if (thrown < 82) {
            submitOne();
        } else if (thrown < 86) {
            removeOne();
        } else if (thrown < 87) {
            expireOrRenewOne();
        } else if (thrown < 92) {
            newcomer();
        } else if (thrown < 95) {
            grantOne();
        } else if (thrown < 97) {
            leaveOne();
        } else {
            returnOne();
        }
    }

    private void decideOne() {
        for (int i = 0; i < TRIES; i++) {
            SimulatedMerchant merchant = anyone();
            MerchantTruth truth = merchant.truth();
            Optional<SimulatedCategory> waiting = truth.categories().stream()
                    .filter(category -> category.auditStatus() == SimulatedCategory.UNDER_REVIEW)
                    .findFirst();
            if (waiting.isPresent() && truth.authorized()) {
                merchant.decide(waiting.get().first(), waiting.get().second(), decision());
                return;
            }
        }
        submitOne();
    }

    private AuditDecision decision() {
        AuditDecision decision = dice.chance(APPROVED_SHARE)
                ? AuditDecision.approved()
                : AuditDecision.rejected(dice.pick(SampleCategories.REJECTION_REASONS));
        if (dice.chance(LIST_LAGS_SHARE)) {
            decision = decision.listedAfter(LAG);
        }
        return dice.chance(EVENT_LOST_SHARE) ? decision.unannounced() : decision;
    }

    /** A rejected category again, or a new one. */
    private void submitOne() {
        member().ifPresent(merchant -> {
            MerchantTruth truth = merchant.truth();
            SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
            Optional<SimulatedCategory> rejected = truth.categories().stream()
                    .filter(category -> category.auditStatus() == SimulatedCategory.REJECTED)
                    .findFirst();
            boolean known =
                    truth.categories().stream().anyMatch(category -> category.is(entry.first(), entry.second()));
            if (rejected.isPresent() && dice.chance(0.5)) {
                merchant.submit(rejected.get().first(), rejected.get().second());
            } else if (!known && truth.categories().size() < truth.quota().categoryLimit()) {
                merchant.submit(entry.first(), entry.second());
            }
        });
    }

    private void removeOne() {
        member().ifPresent(merchant -> {
            List<SimulatedCategory> categories = merchant.truth().categories();
            if (categories.size() > 1) {
                SimulatedCategory gone = dice.pick(categories);
                merchant.remove(gone.first(), gone.second());
            }
        });
    }

    private void expireOrRenewOne() {
        member().ifPresent(merchant -> merchant.truth().categories().stream()
                .filter(category -> category.auditStatus() == SimulatedCategory.APPROVED)
                .findFirst()
                .ifPresent(category -> merchant.expire(category.first(), category.second(), !category.expired())));
    }

    private void newcomer() {
        SampleCategories.Entry entry = dice.pick(SampleCategories.ENTRIES);
        String appid = Appid.of(dice.nextLong());
        // After a restart from the state file the same throws come again, and some of these merchants are here already.
        if (component.merchant(appid).isPresent()) {
            return;
        }
        component.authorize(
                MerchantProfile.miniProgram(appid)
                        .granting(17, 18, 30)
                        .having(entry.set(SimulatedCategory.APPROVED, "")),
                Announcement.PUSHED);
    }

    private void grantOne() {
        member().ifPresent(merchant -> merchant.grant(dice.pick(GRANTS), Announcement.PUSHED));
    }

    /** Of one withdrawal in ten no push is sent. */
    private void leaveOne() {
        member().ifPresent(
                        merchant -> merchant.unauthorize(dice.chance(0.1) ? Announcement.LOST : Announcement.PUSHED));
    }

    private void returnOne() {
        for (int i = 0; i < TRIES; i++) {
            SimulatedMerchant merchant = anyone();
            if (!merchant.truth().authorized()) {
                merchant.reauthorize(Announcement.PUSHED);
                return;
            }
        }
    }

    /** A mini-program that is authorized now. */
    private Optional<SimulatedMerchant> member() {
        for (int i = 0; i < TRIES; i++) {
            SimulatedMerchant merchant = anyone();
            MerchantTruth truth = merchant.truth();
            if (truth.authorized() && truth.accountType() == AccountType.MINI_PROGRAM) {
                return Optional.of(merchant);
            }
        }
        return Optional.empty();
    }

    private SimulatedMerchant anyone() {
        if (component.merchantCount() == 0) {
            newcomer();
        }
        return component.merchants(dice.below(component.merchantCount()), 1).getFirst();
    }
}
