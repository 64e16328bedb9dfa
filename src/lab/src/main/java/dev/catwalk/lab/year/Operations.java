package dev.catwalk.lab.year;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What happens to the daemons, to their database and its disk, and what their operator does. */
final class Operations {
    /** By the daemon's pool of connections, after they were used. */
    private static final Duration CONNECTIONS_TRUSTED = Duration.ofMillis(2_500);

    private final Play play;
    private final Scene scene;
    private final Excuses excuses;
    private final Account account;
    private Instant roomAt = Instant.MIN;
    private boolean isBackedUp;

    Operations(Play play, Scene scene, Excuses excuses, Account account) {
        this.play = play;
        this.scene = scene;
        this.excuses = excuses;
        this.account = account;
    }

    /** Calls and messages that were on their way are lost, or made again. */
    void disturbed() {
        excuses.all(scene.now());
        excuses.disturbed(scene.now());
    }

    void restartDatabase() {
        // A daemon that cannot store does not become ready again.
        whenThereIsRoom(() -> {
            disturbed();
            scene.restartDatabase();
        });
    }

    void freezeConnections() {
        scene.database().freezeConnections();
    }

    void fillDisk(Instant until) {
        if (scene.database().hasRoom()) {
            scene.database().fillDisk();
            account.silences().away(scene.now());
            // After the disk is freed, which is due at the same time.
            roomAt = until.plusSeconds(1);
            play.at(until, this::freeDisk);
            // What the daemon does by itself fails now.
            Play.pause(CONNECTIONS_TRUSTED);
        }
    }

    private void freeDisk() {
        // By itself it looks after the tickets every minute, and learns that it cannot store one when that fails.
        scene.running().forEach(daemon -> daemon.run("ticket-watch", scene.now()));
        scene.database().freeDisk();
        disturbed();
        if (!scene.running().isEmpty()) {
            account.silences().back(scene.now());
        }
    }

    void backUp() {
        stopped(() -> {
            scene.database().backUp();
            account.backUp();
            excuses.backUp();
            play.ticketsBackedUp();
            isBackedUp = true;
        });
    }

    void restore() {
        stopped(() -> {
            if (isBackedUp) {
                scene.database().restore();
                account.restore();
                excuses.restore(scene.now());
                play.ticketsRestored();
                isBackedUp = false;
            }
        });
    }

    /** While no daemon runs. */
    private void stopped(Runnable what) {
        whenThereIsRoom(() -> {
            List<Daemon> running = scene.running();
            running.forEach(this::terminate);
            what.run();
            running.forEach(this::start);
            disturbed();
        });
    }

    void shiftDatabaseClock(Duration ahead) {
        scene.shiftDatabaseClock(ahead);
    }

    /** A daemon does not start, and no command ends well, while nothing can be stored. */
    private void whenThereIsRoom(Runnable what) {
        if (scene.database().hasRoom()) {
            what.run();
        } else {
            play.at(roomAt, () -> whenThereIsRoom(what));
        }
    }

    /** When what needs room on the disk is done: now, or once it is freed. */
    Instant hasRoomAt() {
        return scene.database().hasRoom() ? scene.now() : roomAt;
    }

    void killFirst(Instant until) {
        if (scene.first().isRunning()) {
            kill(scene.first());
            boolean alone = scene.running().isEmpty();
            excuses.all(alone ? until : scene.now());
            play.at(
                    until,
                    () -> whenThereIsRoom(() -> {
                        start(scene.first());
                        excuses.disturbed(scene.now());
                    }));
            scene.turnPastTheDead();
        }
    }

    void startSecond() {
        whenThereIsRoom(() -> start(scene.second()));
    }

    /** @param killed or it is asked to end */
    void endSecond(boolean killed) {
        if (!scene.second().isRunning()) {
            return;
        }
        if (killed) {
            kill(scene.second());
            scene.turnPastTheDead();
        } else {
            terminate(scene.second());
        }
    }

    private void kill(Daemon daemon) {
        daemon.kill();
        excuses.nodeKilled();
        noteEnd();
    }

    private void terminate(Daemon daemon) {
        daemon.terminate();
        noteEnd();
    }

    private void noteEnd() {
        if (scene.running().isEmpty()) {
            account.silences().away(scene.now());
        }
    }

    private void start(Daemon daemon) {
        if (daemon.isRunning()) {
            return;
        }
        scene.start(daemon);
        account.silences().back(scene.now());
        play.readTimetable();
    }

    /**
     * One daemon after the other. What does not run starts with it later.
     *
     * @param change of their configuration
     */
    void restart(Consumer<Scene> change) {
        whenThereIsRoom(() -> {
            change.accept(scene);
            for (Daemon daemon : scene.running()) {
                terminate(daemon);
                start(daemon);
                disturbed();
            }
        });
    }

    void scheduleWalks(String schedule) {
        restart(changed -> {
            changed.scheduleWalks(schedule);
            play.scheduleChanged();
        });
    }

    /** The only one of alerts. */
    void removeChannel() {
        restart(changed -> {
            changed.removeChannel();
            excuses.channelAway(scene.now());
        });
    }

    void addChannel() {
        whenThereIsRoom(() -> {
            restart(Scene::addChannel);
            excuses.channelBack(scene.now());
        });
    }

    /** As the operations manual says: rotate, and start again with the new keyset. */
    void rotateKey() {
        restart(changed -> changed.first().node().command("keys", "rotate"));
    }

    void prune() {
        whenThereIsRoom(() -> scene.first().node().command("prune"));
    }
}
