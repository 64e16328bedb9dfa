package dev.catwalk.lab.year;

import java.time.Duration;

/** What happens to database, clock, nodes and receiver, and what the operator does. Most of it strikes in the middle of a walk. */
final class SurroundingsWeather {
    /** Either way, in seconds. */
    private static final int MOST_STEP = 90;

    private SurroundingsWeather() {}

    static void restartDatabase(Play play, Weather weather) {
        play.strikeNextWalk(weather.dice(), Operations::restartDatabase);
    }

    static void freezeConnections(Play play, Weather weather) {
        play.strikeNextWalk(weather.dice(), Operations::freezeConnections);
    }

    static void fillDisk(Play play, Weather weather) {
        play.strikeNextWalk(weather.dice(), struck -> struck.fillDisk(play.now().plus(weather.lasts())));
    }

    static void stepClock(Play play, Weather weather) {
        play.operations().shiftDatabaseClock(Duration.ofSeconds(weather.dice().below(2 * MOST_STEP) - MOST_STEP));
    }

    static void setClockRight(Play play, Weather weather) {
        play.operations().shiftDatabaseClock(Duration.ZERO);
    }

    static void startSecondNode(Play play, Weather weather) {
        play.operations().startSecond();
    }

    static void endSecondNode(Play play, Weather weather) {
        boolean killed = weather.dice().chance(0.5);
        play.strikeNextWalk(weather.dice(), struck -> struck.endSecond(killed));
    }

    static void killNode(Play play, Weather weather) {
        play.strikeNextWalk(
                weather.dice(), struck -> struck.killFirst(play.now().plus(weather.lasts())));
    }

    static void restartNodes(Play play, Weather weather) {
        play.strikeNextWalk(weather.dice(), struck -> struck.restart(_ -> {}));
    }

    static void backUp(Play play, Weather weather) {
        play.operations().backUp();
    }

    static void restore(Play play, Weather weather) {
        play.operations().restore();
    }

    static void takeReceiverDown(Play play, Weather weather) {
        outage(play, weather, () -> {}, () -> {});
    }

    static void prune(Play play, Weather weather) {
        play.operations().prune();
    }

    static void rotateKey(Play play, Weather weather) {
        play.operations().rotateKey();
    }

    static void changeSchedule(Play play, Weather weather) {
        String schedule = "0 " + weather.dice().below(60) + " * * * ?";
        play.operations().scheduleWalks(schedule);
    }

    static void removeChannel(Play play, Weather weather) {
        outage(play, weather, play.operations()::removeChannel, play.operations()::addChannel);
    }

    /** Of the only receiver of alerts. */
    private static void outage(Play play, Weather weather, Runnable begin, Runnable end) {
        if (play.receiver().mayGoDown(play.now())) {
            play.receiver().goDown();
            begin.run();
            play.at(weather.ends(), () -> {
                play.receiver().comeUp(play.now());
                end.run();
            });
        }
    }
}
