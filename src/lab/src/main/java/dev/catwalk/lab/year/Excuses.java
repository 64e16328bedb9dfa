package dev.catwalk.lab.year;

import dev.catwalk.simulator.MerchantTruth;
import dev.catwalk.simulator.SimulatedMerchant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the weather makes impossible, so that the account does not ask for it. An excuse lasts for one walk over all longer than its
 * weather: the walk after it must find everything.
 */
final class Excuses {
    /** An hour, and what the walk itself takes. */
    private static final Duration ONE_WALK = Duration.ofMinutes(61);

    /** It is read once a day, which may have 25 hours. */
    static final Duration UNTIL_ROSTER = Duration.ofHours(25);

    private static final Duration TOKEN_LIFE = Duration.ofHours(2);

    /** Of the database and the year, either way; and what a read takes. */
    static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

    private final Map<String, Instant> ofMerchants = new HashMap<>();
    private final Set<String> touched = new HashSet<>();

    /** The number of the hour in which a merchant came or changed last, for a day or since the backup. */
    private final Map<String, Integer> changed = new HashMap<>();

    private int hour;
    private final List<Stop> stops = new ArrayList<>();
    private Instant ofAll = Instant.MIN;
    private Instant answersLostUntil = Instant.EPOCH;
    private final Map<String, Integer> killedTokens = new HashMap<>();
    private int killedComponentTokens;
    private boolean nodeKilled;
    private Instant disturbedAt = Instant.EPOCH;
    /** Null until it was away for the first time. */
    private Instant channelAwayAt;

    /** Null while it is away. */
    private Instant channelBackAt;

    private Map<String, MerchantTruth> anHourAgo = Map.of();

    /**
     * While the platform refuses every call of the component.
     *
     * @param mustBeMet whether the first call is refused already, so that a walk over all has to meet it
     */
    record Stop(Instant from, Instant until, boolean mustBeMet) {
        /** @param instant by the database's clock, which may be wrong */
        boolean covers(Instant instant) {
            return !instant.isBefore(from.minus(CLOCKS_DIFFER)) && !instant.isAfter(until.plus(ONE_WALK));
        }
    }

    // What the weather says

    /** No merchant's categories can be expected to be read. */
    void all(Instant until) {
        Instant later = until.plus(ONE_WALK);
        ofAll = later.isAfter(ofAll) ? later : ofAll;
    }

    /** An answer to a refresh may be lost, and with it the refresh token that replaced the one before. */
    void answersLost(Instant until) {
        answersLostUntil = until.isAfter(answersLostUntil) ? until : answersLostUntil;
    }

    /** This merchant's categories cannot be expected to be read. */
    void merchant(String appid, Instant until) {
        ofMerchants.merge(appid, until.plus(ONE_WALK), (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Its authorization or account changes within this hour, perhaps more than once. */
    void touch(SimulatedMerchant merchant) {
        touched.add(merchant.appid());
        changed.put(merchant.appid(), hour);
    }

    void came(SimulatedMerchant merchant) {
        changed.put(merchant.appid(), hour);
    }

    /** What changed in the day before may be in no roster yet, and so not in the backup. */
    void backUp() {
        changed.values().removeIf(at -> at < hour - UNTIL_ROSTER.toHours());
    }

    /** Of merchants that came or changed since the backup, the pushes are forgotten, and the roster is read once a day. */
    void restore(Instant now) {
        changed.keySet().forEach(appid -> merchant(appid, now.plus(UNTIL_ROSTER)));
    }

    /** @param met a walk over all meets it within this time, whatever else happens */
    void stop(Instant from, Instant until, Duration met) {
        all(until);
        stops.add(new Stop(from, until, Duration.between(from, until).compareTo(met) > 0));
    }

    /** What a daemon was sending when it, its database or its disk failed is sent again. */
    void disturbed(Instant at) {
        disturbedAt = at;
    }

    void channelAway(Instant at) {
        channelAwayAt = at;
        channelBackAt = null;
    }

    void channelBack(Instant at) {
        channelBackAt = at;
    }

    /** A merchant's access token dies before its time. */
    void tokenKilled(String appid) {
        killedTokens.merge(appid, 1, Integer::sum);
    }

    /** The component's own one does: each call that it refuses is made once more. */
    void componentTokenKilled() {
        killedComponentTokens++;
    }

    void nodeKilled() {
        nodeKilled = true;
    }

    /** The hour is judged; the next one begins. */
    void nextHour(Map<String, MerchantTruth> truths) {
        hour++;
        touched.clear();
        killedTokens.clear();
        killedComponentTokens = 0;
        nodeKilled = false;
        anHourAgo = truths;
    }

    // What the account asks

    boolean covers(Instant now) {
        return now.isBefore(ofAll);
    }

    boolean cover(String appid, Instant now) {
        return touched.contains(appid) || hinder(appid, now);
    }

    /** Whether a call or a push about this merchant may fail now. */
    boolean hinder(String appid, Instant now) {
        return covers(now) || now.isBefore(ofMerchants.getOrDefault(appid, Instant.MIN));
    }

    /** Whether a message may have come more than once since the last judgement. */
    boolean mayRepeat(Instant now) {
        return now.isBefore(disturbedAt.plus(ONE_WALK));
    }

    /** @param raisedAt by the database's clock, which may be wrong */
    boolean lacksChannel(Instant raisedAt) {
        return channelAwayAt != null
                && !raisedAt.isBefore(channelAwayAt.minus(CLOCKS_DIFFER))
                && (channelBackAt == null || !raisedAt.isAfter(channelBackAt.plus(CLOCKS_DIFFER)));
    }

    boolean isTouched(String appid) {
        return touched.contains(appid);
    }

    /** Null when it was not known then. */
    MerchantTruth anHourAgo(String appid) {
        return anHourAgo.get(appid);
    }

    List<Stop> stops() {
        return stops;
    }

    /** Refreshes of a merchant within this hour, besides one. */
    int furtherRefreshes(String appid, Instant now) {
        // One may meet that its refresh token was replaced, which shows when the access token has ended.
        boolean replaced = now.isBefore(answersLostUntil.plus(TOKEN_LIFE).plus(ONE_WALK));
        return killedTokens.getOrDefault(appid, 0) + killedComponentTokens + (replaced ? 1 : 0);
    }

    /** Within this hour. */
    boolean wasNodeKilled() {
        return nodeKilled;
    }
}
