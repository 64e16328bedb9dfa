package dev.catwalk.lab.year;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.push.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What the platform does to pushes and calls, and what happens to the component there. */
final class PlatformWeather {
    /** Of failed calls: somewhat less than the daemon's own share, since it sees few calls at a time. */
    private static final double OPENS_CIRCUIT = 0.4;

    /** Of a stop that refuses the first call already. */
    private static final Duration AT_ONCE = Duration.ofHours(2);

    /** Of one that is met when the tokens of before have ended: two hours later. */
    static final Duration TOKENS_END = Duration.ofHours(4);

    private static final Duration EMPTY = Duration.ofMinutes(4);

    /** What must never be taken for an answer; what a walk believes at the second sight is no fault of its own. */
    private static final List<Fault> NONSENSE = List.of(
            Fault.of(new FaultEffect.Reset()),
            Fault.of(new FaultEffect.EmptyBody()),
            Fault.of(new FaultEffect.TruncatedBody()),
            Fault.of(new FaultEffect.HtmlBody()),
            Fault.shape(AnswerShape.CATEGORIES_STRING),
            Fault.shape(AnswerShape.CATEGORY_WITHOUT_FIRST),
            Fault.shape(AnswerShape.CATEGORY_ID_NOT_NUMERIC),
            // Where it is missing in the list and in a merchant's own data, the merchant has none.
            Fault.shape(AnswerShape.REFRESH_TOKEN_MISSING).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_NULL).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_EMPTY).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.REFRESH_TOKEN_FALSE).on(Api.AUTHORIZER_TOKEN));

    /** What must be understood like any other answer. */
    private static final List<Fault> UNUSUAL = List.of(
            Fault.shape(AnswerShape.LIST_IN_HUNDREDS),
            Fault.shape(AnswerShape.UNKNOWN_FIELDS),
            Fault.shape(AnswerShape.NUMERIC_STRINGS));

    private PlatformWeather() {}

    // Pushes

    static void losePushes(Play play, Weather weather) {
        play.platform().pushes().loseNext(1 + weather.dice().below(6), which(weather.dice()));
    }

    static void doublePushes(Play play, Weather weather) {
        play.platform().pushes().doubleNext(1 + weather.dice().below(6), which(weather.dice()));
    }

    /** There are many more tickets than pushes about merchants. */
    private static Predicate<Push> which(Dice dice) {
        return dice.chance(0.5) ? push -> push.merchantAppid() != null : _ -> true;
    }

    static void holdPushes(Play play, Weather weather) {
        play.holdPushes(true);
    }

    /** The newest first: a merchant seems to have returned before it left. */
    static void sendHeldPushes(Play play, Weather weather) {
        MerchantWeather.leaveAndComeBack(play, weather);
        play.holdPushes(false);
    }

    static void sendNoTicket(Play play, Weather weather) {
        play.silence(weather.ends());
    }

    // Calls

    static void refuseAsBusy(Play play, Weather weather) {
        strike(play, weather, Fault.errcode(-1), 0.3 + weather.dice().below(70) / 100.0);
    }

    static void answerSlowly(Play play, Weather weather) {
        play.faults()
                .add(Fault.delay(Duration.ofMillis(100 + weather.dice().below(300)))
                        .share(0.05)
                        .until(weather.ends()));
    }

    static void failAsServer(Play play, Weather weather) {
        strike(
                play,
                weather,
                Fault.of(new FaultEffect.HttpStatus(500 + weather.dice().below(5))),
                0.2 + weather.dice().below(80) / 100.0);
    }

    static void answerWrongly(Play play, Weather weather) {
        if (weather.dice().chance(0.2)) {
            play.faults().add(weather.dice().pick(UNUSUAL).until(weather.ends()));
            return;
        }
        strike(
                play,
                weather,
                weather.dice().pick(NONSENSE),
                0.1 + weather.dice().below(40) / 100.0);
    }

    /** Not at two walks of one day: what is seen empty twice is believed. */
    static void answerEmpty(Play play, Weather weather) {
        if (play.began(weather.kind(), weather.begins().minus(Duration.ofDays(1)), weather.begins())) {
            return;
        }
        play.beforeNextWalk(() -> {
            Instant until = play.now().plus(EMPTY);
            play.faults()
                    .add(Fault.shape(AnswerShape.CATEGORIES_EMPTY)
                            .on(Api.GET_CATEGORY)
                            .times(1 + weather.dice().below(20))
                            .until(until));
            // What is unbelievably empty is read again by the next walk.
            play.excuses().all(until);
        });
    }

    static void useUpQuota(Play play, Weather weather) {
        play.faults()
                .add(Fault.errcode(45009)
                        .on(Api.GET_CATEGORY)
                        .share(0.5)
                        .until(play.faults().midnight()));
        play.excuses().all(play.faults().midnight());
    }

    private static void strike(Play play, Weather weather, Fault fault, double share) {
        play.faults().add(fault.share(share).until(weather.ends()));
        play.excuses().all(weather.ends());
        play.excuses().answersLost(weather.ends());
        if (share > OPENS_CIRCUIT) {
            play.at(weather.ends(), play::awaitCircuit);
        }
    }

    // The component

    static void resetSecret(Play play, Weather weather) {
        String secret = "%032x".formatted(weather.dice().nextLong());
        play.platform().resetSecret(secret);
        stop(play, weather, TOKENS_END);
    }

    static void configureSecret(Play play, Weather weather) {
        if (play.goesOn(weather)) {
            return;
        }
        // Until the daemon can start again, it has the secret of before.
        play.excuses().stop(weather.ends(), play.operations().hasRoomAt(), TOKENS_END);
        play.operations()
                .restart(scene -> scene.configure(
                        "catwalk.component.secret",
                        play.platform().credentials().secret()));
    }

    static void refuseIp(Play play, Weather weather) {
        play.platform().refuseIp();
        stop(play, weather, AT_ONCE);
    }

    static void allowIp(Play play, Weather weather) {
        if (!play.goesOn(weather)) {
            play.platform().allowIp();
        }
    }

    static void unpublish(Play play, Weather weather) {
        play.platform().unpublish();
        stop(play, weather, AT_ONCE);
    }

    static void publish(Play play, Weather weather) {
        if (!play.goesOn(weather)) {
            play.platform().publish();
        }
    }

    static void changeAesKey(Play play, Weather weather) {
        String before = play.platform().credentials().encodingAesKey();
        play.platform().rotateEncodingAesKey(weather.dice().base64Url(32).replaceAll("[-_]", "A"), 0.3);
        play.operations().restart(scene -> {
            scene.configure("catwalk.component.previous-encoding-aes-key", before);
            scene.configure(
                    "catwalk.component.encoding-aes-key",
                    play.platform().credentials().encodingAesKey());
        });
    }

    static void killMerchantsTokens(Play play, Weather weather) {
        play.merchants().stream().filter(_ -> weather.dice().chance(0.3)).forEach(merchant -> {
            merchant.invalidateAccessTokens();
            play.excuses().tokenKilled(merchant.appid());
        });
    }

    static void killComponentsToken(Play play, Weather weather) {
        play.platform().invalidateAccessTokens();
        play.excuses().componentTokenKilled();
    }

    private static void stop(Play play, Weather weather, Duration met) {
        play.excuses().stop(weather.begins(), weather.ends(), met);
    }
}
