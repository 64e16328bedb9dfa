package dev.catwalk.lab.year;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the platform does to pushes and calls, and what happens to the component there. */
final class PlatformWeather {
    /** Of failed calls: somewhat less than the daemon's own share, since it sees few calls at a time. */
    private static final double OPENS_CIRCUIT = 0.4;

    /** A ticket lives for twelve hours, the component's token for two more. */
    private static final Duration CALLS_GO_ON = Duration.ofHours(11);

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
            Fault.shape(AnswerShape.REFRESH_TOKEN_FALSE).on(Api.AUTHORIZER_TOKEN),
            Fault.shape(AnswerShape.LIST_IN_HUNDREDS),
            Fault.shape(AnswerShape.UNKNOWN_FIELDS),
            Fault.shape(AnswerShape.NUMERIC_STRINGS));

    private PlatformWeather() {}

    // Pushes

    static void losePushes(Play play, Weather weather) {
        play.platform().pushes().loseNext(1 + weather.dice().below(6));
    }

    static void doublePushes(Play play, Weather weather) {
        play.platform().pushes().doubleNext(1 + weather.dice().below(6));
    }

    static void holdPushes(Play play, Weather weather) {
        play.holdPushes(true);
        play.excuses().all(weather.ends());
    }

    /** The newest first. */
    static void sendHeldPushes(Play play, Weather weather) {
        play.holdPushes(false);
    }

    static void sendNoTicket(Play play, Weather weather) {
        play.silence(weather.ends());
        if (Duration.between(weather.begins(), weather.ends()).compareTo(CALLS_GO_ON) > 0) {
            stop(play, weather, weather.begins().plus(CALLS_GO_ON), false);
        }
    }

    // Calls

    static void refuseAsBusy(Play play, Weather weather) {
        strike(play, weather, Fault.errcode(-1), 0.3 + weather.dice().below(70) / 100.0);
    }

    static void answerSlowly(Play play, Weather weather) {
        strike(play, weather, Fault.delay(Duration.ofMillis(100 + weather.dice().below(300))), 0.05);
    }

    static void failAsServer(Play play, Weather weather) {
        strike(
                play,
                weather,
                Fault.of(new FaultEffect.HttpStatus(500 + weather.dice().below(5))),
                0.2 + weather.dice().below(80) / 100.0);
    }

    static void answerWrongly(Play play, Weather weather) {
        strike(
                play,
                weather,
                weather.dice().pick(NONSENSE),
                0.1 + weather.dice().below(40) / 100.0);
    }

    static void answerEmpty(Play play, Weather weather) {
        play.faults()
                .add(Fault.shape(AnswerShape.CATEGORIES_EMPTY)
                        .on(Api.GET_CATEGORY)
                        .times(1 + weather.dice().below(20))
                        .until(weather.begins().plus(EMPTY)));
        // What is unbelievably empty is read again by the next walk.
        play.excuses().all(play.now().plus(EMPTY));
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
        if (share > OPENS_CIRCUIT) {
            play.at(weather.ends(), play::awaitCircuit);
        }
    }

    // The component

    static void resetSecret(Play play, Weather weather) {
        String secret = "%032x".formatted(weather.dice().nextLong());
        play.platform().resetSecret(secret);
        stop(play, weather, weather.begins(), false);
    }

    static void configureSecret(Play play, Weather weather) {
        play.restart(scene -> scene.configure(
                "catwalk.component.secret", play.platform().credentials().secret()));
    }

    static void refuseIp(Play play, Weather weather) {
        play.platform().refuseIp();
        stop(play, weather, weather.begins(), true);
    }

    static void allowIp(Play play, Weather weather) {
        play.platform().allowIp();
    }

    static void unpublish(Play play, Weather weather) {
        play.platform().unpublish();
        stop(play, weather, weather.begins(), true);
    }

    static void publish(Play play, Weather weather) {
        play.platform().publish();
    }

    static void changeAesKey(Play play, Weather weather) {
        String before = play.platform().credentials().encodingAesKey();
        play.platform().rotateEncodingAesKey(weather.dice().base64Url(32).replaceAll("[-_]", "A"), 0.3);
        play.restart(scene -> {
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

    /** @param atOnce whether no token of before helps; in two hours a walk over all meets it, whatever else happens */
    private static void stop(Play play, Weather weather, Instant from, boolean atOnce) {
        boolean mustBeMet = atOnce && Duration.between(from, weather.ends()).compareTo(Duration.ofHours(2)) > 0;
        play.excuses().stop(new Excuses.Stop(from, weather.ends(), mustBeMet));
    }
}
