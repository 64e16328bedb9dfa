package dev.catwalk.database;

import java.time.Duration;

/** The pauses between attempts at something that another node or the database holds up: short at first, then longer. */
public final class Waiting {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final long giveUpAt;
    private Duration pause = FIRST;

    public Waiting(Duration patience) {
        this.giveUpAt = System.nanoTime() + patience.toNanos();
    }

    /**
     * Waits until it is time for another attempt.
     *
     * @return false, at once, when this took too long already or the thread is asked to end
     */
    public boolean another() {
        if (System.nanoTime() - giveUpAt >= 0) {
            return false;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        pause = pause.multipliedBy(3).dividedBy(2);
        pause = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        return true;
    }
}
