package dev.catwalk.lab.drill;

import dev.catwalk.lab.wxjava.OldSystem;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Calls;
import dev.catwalk.simulator.push.PushRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the simulated platform and the old system count during a move.
 *
 * <ol>
 *   <li>No merchant lost its token for longer than one call of each system.
 *   <li>No token was refreshed twice, and no authorization code used twice.
 *   <li>No push was lost.
 * </ol>
 */
final class MoveCounts {
    /** Each may have one token that is not the latest. */
    private static final int SYSTEMS = 2;

    private final Stage stage;
    private final OldSystem old;
    private final Map<String, Long> expectedPushes = new TreeMap<>();
    private Predicate<String> handedOn = _ -> true;
    private int pushesSeen;
    private long componentTokens;
    private long tokensEach;

    MoveCounts(Stage stage, OldSystem old) {
        this.stage = stage;
        this.old = old;
    }

    /**
     * Tokens that are not the latest die, both systems call for every merchant, and the counts are right.
     *
     * @param component how many component tokens were asked for since the last time
     * @param each how often each merchant's token was refreshed since then
     */
    void requireRefreshes(int component, int each) {
        componentTokens += component;
        tokensEach += each;
        List<SimulatedMerchant> merchants =
                stage.platform().component().merchants(0, stage.setting().merchants());
        stage.patience().until("new tokens", () -> merchants.stream()
                .allMatch(merchant -> merchant.calls(Api.AUTHORIZER_TOKEN) >= tokensEach));
        stage.platform().component().endTokenOverlap();
        merchants.forEach(SimulatedMerchant::endTokenOverlap);
        Reports.Walk walk = stage.awaitGoodWalk(stage.reports().newestWalk());
        awaitCallsOfTheOldSystem();
        stage.narration().seen(walk.words() + "; every call of the old system succeeded");
        Calls calls = stage.platform().calls();
        long asked = calls.answered(Api.COMPONENT_TOKEN, 0);
        List<Integer> refreshes = merchants.stream()
                .map(merchant -> merchant.calls(Api.AUTHORIZER_TOKEN))
                .distinct()
                .toList();
        int refused = merchants.stream()
                .mapToInt(SimulatedMerchant::mostRefusedTokensInARow)
                .max()
                .orElseThrow();
        String counted = "the platform counts " + asked + " component tokens, and for each merchant " + refreshes
                + " refreshes, and refused tokens in a row: " + refused + " at most";
        if (asked != componentTokens || !refreshes.equals(List.of((int) tokensEach)) || refused > SYSTEMS) {
            throw new DidNotAppearException(
                    componentTokens + " component tokens and " + tokensEach + " refreshes; " + counted);
        }
        stage.narration().seen(counted);
    }

    /** It calls for every merchant once more, and none of its calls has failed. */
    void awaitCallsOfTheOldSystem() {
        long rounds = old.rounds();
        stage.patience().until("calls of the old system", () -> old.rounds() > rounds + 1);
        if (!old.failures().isEmpty()) {
            throw new DidNotAppearException("success of every call of the old system; failed: " + old.failures());
        }
    }

    void requireCodesUsed(long codes) {
        long used = stage.platform().calls().count(Api.QUERY_AUTH);
        if (used != codes) {
            throw new DidNotAppearException(codes + " authorization codes used, each once; it was " + used);
        }
    }

    /** From now on pushes of these types should reach the old system. */
    void handOn(Predicate<String> types) {
        handedOn = types;
    }

    /** Waits until the old system has every push that should reach it. */
    void awaitPushes() {
        stage.patience().until("every push at the old system", () -> {
            noteSent();
            return taken().equals(expectedPushes);
        });
        stage.narration()
                .seen("of " + pushesSeen + " pushes the platform lost none; the old system has " + expectedPushes);
    }

    private void noteSent() {
        List<PushRecord> sent = stage.platform().component().pushes().records();
        for (PushRecord push : sent.subList(pushesSeen, sent.size())) {
            if (push.outcome() != PushRecord.Outcome.ACCEPTED) {
                throw new DidNotAppearException("an answer to the push " + push);
            }
            if (handedOn.test(push.type())) {
                expectedPushes.merge(push.type(), 1L, Long::sum);
            }
        }
        pushesSeen = sent.size();
    }

    private Map<String, Long> taken() {
        Map<String, Long> taken = new HashMap<>();
        old.received().forEach(push -> taken.merge(push.type(), 1L, Long::sum));
        return taken;
    }
}
