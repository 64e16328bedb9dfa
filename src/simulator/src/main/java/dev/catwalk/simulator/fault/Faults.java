package dev.catwalk.simulator.fault;

import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.DailyQuota;
import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.MerchantState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The faults in force. Several may strike one call: a delay and then an error, for instance. Thread-safe. */
public final class Faults {
    private final InstantSource clock;
    private final long seed;
    private final AtomicLong lastId = new AtomicLong();
    private final List<ScriptedFault> general = new CopyOnWriteArrayList<>();
    private final Map<String, List<ScriptedFault>> ofMerchants = new ConcurrentHashMap<>();

    /** @param seed decides, with what a fault is, which calls it strikes that strikes a share of them */
    public Faults(InstantSource clock, long seed) {
        this.clock = clock;
        this.seed = seed;
    }

    /** Puts a fault into force; the number it is cleared by. */
    public long add(Fault fault) {
        ScriptedFault scripted = new ScriptedFault(lastId.incrementAndGet(), fault, seed);
        if (fault.merchant() == null) {
            general.add(scripted);
        } else {
            ofMerchants
                    .computeIfAbsent(fault.merchant(), _ -> new CopyOnWriteArrayList<>())
                    .add(scripted);
        }
        return scripted.id();
    }

    /**
     * Holds the answers of a call.
     *
     * @param merchant null for every merchant
     */
    public Hold hold(Api api, String merchant) {
        Hold hold = new Hold();
        Fault fault = Fault.of(new FaultEffect.Held(hold)).on(api);
        add(merchant == null ? fault : fault.forMerchant(merchant));
        return hold;
    }

    public void clear(long id) {
        all().stream().filter(fault -> fault.id() == id).forEach(this::forget);
    }

    /** Clears everything and lets go what is held. */
    public void clear() {
        all().forEach(this::forget);
    }

    /** The end of the platform's day, where a used-up daily quota begins again. */
    public Instant midnight() {
        return DailyQuota.end(clock.instant());
    }

    /** Faults in force by their number. */
    public Map<Long, Fault> inForce() {
        Instant now = clock.instant();
        Map<Long, Fault> faults = new TreeMap<>();
        all().stream().filter(fault -> !fault.over(now)).forEach(fault -> faults.put(fault.id(), fault.fault()));
        return faults;
    }

    /** The effects that strike this call. The merchant's own first, so that a general error does not hide a special one. */
    public List<FaultEffect> strike(Api api, MerchantState merchant) {
        if (general.isEmpty() && ofMerchants.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<FaultEffect> effects = new ArrayList<>();
        if (merchant != null && !ofMerchants.isEmpty()) {
            strike(ofMerchants.getOrDefault(merchant.appid(), List.of()), api, now, effects);
        }
        strike(general, api, now, effects);
        return effects;
    }

    /** Ends the used-up daily quotas of a merchant, or of everyone when null; what clear_quota does. */
    public void clearDailyQuotas(String merchant) {
        (merchant == null ? general : ofMerchants.getOrDefault(merchant, List.of()))
                .stream()
                        .filter(fault -> fault.fault().effect() instanceof FaultEffect.Refuse refuse
                                && refuse.errcode() == 45009)
                        .forEach(this::forget);
    }

    private void strike(List<ScriptedFault> candidates, Api api, Instant now, List<FaultEffect> effects) {
        for (ScriptedFault candidate : candidates) {
            if (candidate.strikes(api, now)) {
                effects.add(candidate.fault().effect());
            } else if (candidate.over(now)) {
                // What it holds stays held: a fault that struck often enough is not one that was cleared.
                remove(candidate);
            }
        }
    }

    private List<ScriptedFault> all() {
        List<ScriptedFault> all = new ArrayList<>(general);
        ofMerchants.values().forEach(all::addAll);
        return all;
    }

    private void forget(ScriptedFault fault) {
        if (fault.fault().effect() instanceof FaultEffect.Held(Hold hold)) {
            hold.release();
        }
        remove(fault);
    }

    private void remove(ScriptedFault fault) {
        String merchant = fault.fault().merchant();
        if (merchant == null) {
            general.remove(fault);
        } else {
            ofMerchants.computeIfPresent(merchant, (_, faults) -> {
                faults.remove(fault);
                return faults.isEmpty() ? null : faults;
            });
        }
    }

    /** A fault in force, with what is left of it. */
    private static final class ScriptedFault {
        private final long id;
        private final Fault fault;
        private final AtomicInteger struck = new AtomicInteger();
        private final Dice dice;

        ScriptedFault(long id, Fault fault, long seed) {
            this.id = id;
            this.fault = fault;
            // Not by its number, which depends on what else happened.
            this.dice = new Dice(seed, fault.toString().hashCode());
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
}
