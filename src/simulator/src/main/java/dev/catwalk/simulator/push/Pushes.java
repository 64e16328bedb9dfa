package dev.catwalk.simulator.push;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The pushes of one component on their way: what was sent and how it ended, and the ways in which the platform's pushes go
 * wrong. Thread-safe.
 */
public final class Pushes {
    private static final int REMEMBERED = 10_000;

    private final String componentAppid;
    private final PushDelivery delivery;
    private final Deque<PushRecord> records = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private boolean paused;
    private int toDouble;
    private Predicate<Push> doubled;
    private int toLose;
    private Predicate<Push> lost;

    public Pushes(String componentAppid, PushDelivery delivery) {
        this.componentAppid = componentAppid;
        this.delivery = delivery;
    }

    private record Waiting(Push push, CompletableFuture<PushRecord> result) {}

    /** Each of the next pushes is sent twice. */
    public void doubleNext(int count) {
        doubleNext(count, _ -> true);
    }

    /** The same of the pushes that are meant. */
    public synchronized void doubleNext(int count, Predicate<Push> meant) {
        toDouble = count;
        doubled = meant;
    }

    /** The next pushes are lost for good. */
    public void loseNext(int count) {
        loseNext(count, _ -> true);
    }

    /** The same of the pushes that are meant. */
    public synchronized void loseNext(int count, Predicate<Push> meant) {
        toLose = count;
        lost = meant;
    }

    /** Pushes wait until {@link #resume} or {@link #resumeReversed}. */
    public synchronized void pause() {
        paused = true;
    }

    public void resume() {
        sendWaiting(false);
    }

    /** What waited is sent one after the other, the newest first. */
    public void resumeReversed() {
        sendWaiting(true);
    }

    /** The last pushes that ended, oldest first. */
    public synchronized List<PushRecord> records() {
        return List.copyOf(records);
    }

    public List<PushRecord> records(Predicate<PushRecord> wanted) {
        return records().stream().filter(wanted).toList();
    }

    public CompletableFuture<PushRecord> send(Push push) {
        boolean twice;
        synchronized (this) {
            if (toLose > 0 && lost.test(push)) {
                toLose--;
                return ended(push, PushRecord.Outcome.LOST);
            }
            if (paused) {
                Waiting later = new Waiting(push, new CompletableFuture<>());
                waiting.add(later);
                return later.result();
            }
            twice = toDouble > 0 && doubled.test(push);
            toDouble -= twice ? 1 : 0;
        }
        CompletableFuture<PushRecord> first = delivery.deliver(push).thenApply(this::record);
        return twice ? first.thenCombine(delivery.deliver(push).thenApply(this::record), (one, other) -> one) : first;
    }

    /** A push that is never sent, for the record. */
    public CompletableFuture<PushRecord> ended(Push push, PushRecord.Outcome outcome) {
        return CompletableFuture.completedFuture(record(new PushRecord(
                Instant.ofEpochSecond(((Number) push.fields().get("CreateTime")).longValue()),
                componentAppid,
                push.merchantAppid(),
                push.type(),
                outcome,
                List.of())));
    }

    private synchronized PushRecord record(PushRecord ended) {
        records.add(ended);
        if (records.size() > REMEMBERED) {
            records.remove();
        }
        return ended;
    }

    private void sendWaiting(boolean reversed) {
        List<Waiting> ready;
        synchronized (this) {
            paused = false;
            ready = new ArrayList<>(waiting);
            waiting.clear();
        }
        if (reversed) {
            Collections.reverse(ready);
        }
        CompletableFuture<?> before = CompletableFuture.completedFuture(null);
        for (Waiting next : ready) {
            before = before.thenCompose(_ -> send(next.push()).thenAccept(next.result()::complete));
        }
    }
}
