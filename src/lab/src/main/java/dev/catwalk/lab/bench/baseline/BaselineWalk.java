package dev.catwalk.lab.bench.baseline;

import dev.catwalk.lab.bench.baseline.BaselineStore.MerchantKey;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Goes through all merchants with a fixed pool of threads; each reads one merchant and stores what it read. */
final class BaselineWalk implements AutoCloseable {
    private final BaselinePlatform platform;
    private final BaselineStore store;
    private final ExecutorService threads;

    BaselineWalk(BaselinePlatform platform, BaselineStore store, int threads) {
        this.platform = platform;
        this.store = store;
        this.threads = Executors.newFixedThreadPool(threads);
    }

    record Counts(int merchants, int changed) {}

    Counts first() throws Exception {
        platform.authorizers(store::enrol);
        return all();
    }

    /** A merchant that cannot be read fails the walk: there is nothing to measure then. */
    Counts all() throws Exception {
        List<Callable<Boolean>> visits = store.merchants().stream()
                .<Callable<Boolean>>map(merchant -> () -> visit(merchant))
                .collect(Collectors.toList());
        int changed = 0;
        for (Future<Boolean> visit : threads.invokeAll(visits)) {
            if (visit.get()) {
                changed++;
            }
        }
        return new Counts(visits.size(), changed);
    }

    private boolean visit(MerchantKey merchant) throws Exception {
        if (!merchant.named()) {
            store.name(merchant.id(), platform.info(merchant.appid()));
        }
        return store.record(merchant.id(), platform.categories(merchant.appid()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
