package dev.catwalk.lab.year;

import dev.catwalk.simulator.merchant.Dice;
import java.time.Duration;
import java.util.function.BiConsumer;

/** What can happen, how often, and for how long. Rates are guesses, somewhat worse than a bad year. */
enum WeatherKind {
    // Merchants and their categories.
    CATEGORY_SUBMITTED(monthlyOf300Merchants(300), MerchantWeather::submit),
    CATEGORY_DECIDED(monthlyOf300Merchants(300), MerchantWeather::decide),
    CATEGORY_EXPIRED_OR_RENEWED(monthlyOf300Merchants(20), MerchantWeather::expireOrRenew),
    CATEGORY_RENAMED(monthlyOf300Merchants(10), MerchantWeather::rename),
    CATEGORY_RETIRED(monthlyOf300Merchants(30), MerchantWeather::retire),
    MERCHANT_COMES(monthlyOf300Merchants(15), MerchantWeather::come),
    MERCHANT_LEAVES(monthlyOf300Merchants(12), MerchantWeather::leave),
    MERCHANT_RETURNS(monthlyOf300Merchants(10), MerchantWeather::comeBack),
    /** It authorized anew and no push came: the refresh token that we hold is dead, and no call shows the new one. */
    MERCHANT_REPLACES_TOKEN(monthlyOf300Merchants(3), MerchantWeather::replaceToken),
    PERMISSIONS_CHANGED(monthlyOf300Merchants(12), MerchantWeather::changePermissions),
    ACCOUNT_FROZEN(
            monthlyOf300Merchants(6).lasting(Duration.ofHours(1), Duration.ofDays(12)),
            MerchantWeather::freeze,
            MerchantWeather::unfreeze),

    // Pushes.
    PUSHES_LOST(monthly(20), PlatformWeather::losePushes),
    PUSHES_DOUBLED(monthly(20), PlatformWeather::doublePushes),
    PUSHES_REORDERED(
            monthly(10).lasting(Duration.ofMinutes(10), Duration.ofMinutes(25)),
            PlatformWeather::holdPushes,
            PlatformWeather::sendHeldPushes),
    TICKET_SILENCE(monthly(3).lasting(Duration.ofMinutes(5), Duration.ofHours(13)), PlatformWeather::sendNoTicket),

    // Calls.
    STORM(monthly(4).lasting(Duration.ofMinutes(20), Duration.ofHours(3)), PlatformWeather::refuseAsBusy),
    SLOW_HOUR(monthly(4).lasting(Duration.ofMinutes(20), Duration.ofHours(2)), PlatformWeather::answerSlowly),
    SERVER_ERRORS(monthly(3).lasting(Duration.ofMinutes(20), Duration.ofHours(3)), PlatformWeather::failAsServer),
    WRONG_ANSWERS(monthly(4).lasting(Duration.ofMinutes(20), Duration.ofHours(3)), PlatformWeather::answerWrongly),
    EMPTY_ANSWERS(monthly(6), PlatformWeather::answerEmpty),
    QUOTA_NIGHT(monthly(1), PlatformWeather::useUpQuota),

    // The component.
    SECRET_RESET(
            monthly(0.5).lasting(Duration.ofMinutes(20), Duration.ofHours(6)),
            PlatformWeather::resetSecret,
            PlatformWeather::configureSecret),
    WHITELIST_LOSS(
            monthly(1).lasting(Duration.ofMinutes(10), Duration.ofHours(5)),
            PlatformWeather::refuseIp,
            PlatformWeather::allowIp),
    UNPUBLISHED(
            monthly(0.5).lasting(Duration.ofMinutes(10), Duration.ofHours(5)),
            PlatformWeather::unpublish,
            PlatformWeather::publish),
    AES_KEY_CHANGED(monthly(0.5).lasting(Duration.ofMinutes(5), Duration.ofMinutes(25)), PlatformWeather::changeAesKey),
    TOKENS_DIE_EARLY(monthly(6), PlatformWeather::killMerchantsTokens),
    COMPONENT_TOKEN_DIES_EARLY(monthly(4), PlatformWeather::killComponentsToken),

    // Surroundings.
    DATABASE_RESTART(monthly(3), SurroundingsWeather::restartDatabase),
    /** As after a fail-over without a reset. */
    CONNECTIONS_FREEZE(monthly(1), SurroundingsWeather::freezeConnections),
    DISK_FULL(monthly(0.5).lasting(Duration.ofMinutes(5), Duration.ofHours(2)), SurroundingsWeather::fillDisk),
    /** By no more than nodes may differ. What a node's own clock shows is years off all the time, and by more after each turn. */
    DATABASE_CLOCK_STEPS(
            monthly(1).lasting(Duration.ofMinutes(10), Duration.ofHours(10)),
            SurroundingsWeather::stepClock,
            SurroundingsWeather::setClockRight),
    /** Two work beside each other, and one of them has the configuration of an earlier version. */
    SECOND_NODE(
            monthly(2).lasting(Duration.ofHours(3), Duration.ofHours(60)),
            SurroundingsWeather::startSecondNode,
            SurroundingsWeather::endSecondNode),
    NODE_DIES(monthly(2).lasting(Duration.ofMinutes(1), Duration.ofMinutes(50)), SurroundingsWeather::killNode),
    NODE_RESTARTED(monthly(2), SurroundingsWeather::restartNodes),
    /** What happened after the backup is forgotten. */
    RESTORED(
            monthly(0.5).lasting(Duration.ofHours(1), Duration.ofHours(30)),
            SurroundingsWeather::backUp,
            SurroundingsWeather::restore),
    RECEIVER_DOWN(
            monthly(1.5).lasting(Duration.ofHours(1), Duration.ofHours(60)), SurroundingsWeather::takeReceiverDown),

    // The operator.
    PRUNED(monthly(1), SurroundingsWeather::prune),
    KEY_ROTATED(monthly(0.5), SurroundingsWeather::rotateKey),
    SCHEDULE_CHANGED(monthly(0.5), SurroundingsWeather::changeSchedule),
    /** The only one: alerts are recorded meanwhile, and those that were not delivered yet wait. */
    CHANNEL_REMOVED(
            monthly(0.5).lasting(Duration.ofHours(1), Duration.ofHours(60)), SurroundingsWeather::removeChannel);

    private final Rate rate;
    private final BiConsumer<Play, Weather> begin;
    private final BiConsumer<Play, Weather> end;

    /** How often it comes in thirty days, and how long it lasts. */
    private record Rate(double perMonth, boolean ofMerchants, Duration least, Duration most) {
        Rate lasting(Duration atLeast, Duration atMost) {
            return new Rate(perMonth, ofMerchants, atLeast, atMost);
        }
    }

    private static Rate monthly(double times) {
        return new Rate(times, false, Duration.ZERO, Duration.ZERO);
    }

    /** The more merchants, the more often. */
    private static Rate monthlyOf300Merchants(double times) {
        return new Rate(times, true, Duration.ZERO, Duration.ZERO);
    }

    WeatherKind(Rate rate, BiConsumer<Play, Weather> begin) {
        this(rate, begin, (_, _) -> {});
    }

    WeatherKind(Rate rate, BiConsumer<Play, Weather> begin, BiConsumer<Play, Weather> end) {
        this.rate = rate;
        this.begin = begin;
        this.end = end;
    }

    double perMonth(int merchants) {
        return rate.ofMerchants() ? rate.perMonth() * merchants / 300 : rate.perMonth();
    }

    Duration lasts(Dice dice) {
        return rate.least()
                .plusSeconds(dice.below((int) rate.most().minus(rate.least()).toSeconds() + 1));
    }

    void begin(Play play, Weather weather) {
        begin.accept(play, weather);
    }

    void end(Play play, Weather weather) {
        end.accept(play, weather);
    }
}
