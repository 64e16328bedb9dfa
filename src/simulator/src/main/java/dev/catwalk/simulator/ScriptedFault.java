package dev.catwalk.simulator;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A fault in force, with what is left of it. */
final class ScriptedFault {
    private final long id;
    private final Fault fault;
    private final AtomicInteger struck = new AtomicInteger();
    private final Dice dice;

    ScriptedFault(long id, Fault fault) {
        this.id = id;
        this.fault = fault;
        this.dice = new Dice(id);
    }

    long id() {
        return id;
    }

    Fault fault() {
        return fault;
    }

    /** Whether the call is struck; each stroke counts. */
    boolean strikes(Api api, Instant now) {
        if (!fault.concerns(api) || over(now) || !chance()) {
            return false;
        }
        return fault.times() == 0 || struck.incrementAndGet() <= fault.times();
    }

    boolean over(Instant now) {
        return fault.times() > 0 && struck.get() >= fault.times()
                || fault.until() != null && !now.isBefore(fault.until());
    }

    private synchronized boolean chance() {
        return fault.share() == 1 || dice.chance(fault.share());
    }
}
