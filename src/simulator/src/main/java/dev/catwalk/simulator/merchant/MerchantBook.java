package dev.catwalk.simulator.merchant;

import dev.catwalk.simulator.SavedState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Every merchant of one component: the generated ones first, each created when first touched, then those added while running.
 * The place of a merchant in the list call never changes; those without authorization are skipped.
 */
public final class MerchantBook {
    private final GeneratedMerchants generated;
    private final Instant openedAt;
    private final AtomicReferenceArray<MerchantState> touched;
    private final Map<Long, Integer> addedPlaces = new ConcurrentHashMap<>();
    private final List<MerchantState> added = new CopyOnWriteArrayList<>();
    /** Places of merchants that are not authorized now. */
    private final NavigableSet<Integer> absent = new ConcurrentSkipListSet<>();

    public MerchantBook(GeneratedMerchants generated, Instant openedAt) {
        this.generated = generated;
        this.openedAt = openedAt;
        this.touched = new AtomicReferenceArray<>(generated.count());
    }

    public Optional<MerchantState> find(String appid) {
        return Appid.wellFormed(appid) ? find(Appid.digits(appid)) : Optional.empty();
    }

    public Optional<MerchantState> find(long digits) {
        int place = place(digits);
        return place < 0 ? Optional.empty() : Optional.of(at(place));
    }

    public MerchantState add(MerchantProfile profile, Instant now) {
        long digits = Appid.digits(profile.account().appid());
        synchronized (added) {
            if (place(digits) >= 0) {
                throw new IllegalArgumentException(
                        "the merchant exists already: " + profile.account().appid());
            }
            MerchantState merchant = new MerchantState(() -> profile, now);
            added.add(merchant);
            addedPlaces.put(digits, generated.count() + added.size() - 1);
            return merchant;
        }
    }

    public void noteAuthorization(MerchantState merchant) {
        int place = place(merchant.digits());
        if (merchant.authorized()) {
            absent.remove(place);
        } else {
            absent.add(place);
        }
    }

    public int size() {
        return generated.count() + added.size();
    }

    public int authorizedCount() {
        return size() - absent.size();
    }

    /** Every merchant, authorized or not, in the order of their places. */
    public List<MerchantState> page(int offset, int count) {
        List<MerchantState> page = new ArrayList<>();
        for (int place = offset; place < size() && page.size() < count; place++) {
            page.add(at(place));
        }
        return page;
    }

    public List<MerchantState> authorizedPage(int offset, int count) {
        List<MerchantState> page = new ArrayList<>();
        for (int place = placeOfAuthorized(offset); place < size() && page.size() < count; place++) {
            if (!absent.contains(place)) {
                page.add(at(place));
            }
        }
        return page;
    }

    public List<SavedState.SavedMerchant> saved() {
        List<SavedState.SavedMerchant> saved = new ArrayList<>();
        for (int place = 0; place < size(); place++) {
            boolean wasAdded = place >= generated.count();
            MerchantState merchant = wasAdded ? added.get(place - generated.count()) : touched.get(place);
            if (merchant != null) {
                merchant.saved(wasAdded).ifPresent(saved::add);
            }
        }
        return saved;
    }

    public void restore(SavedState.SavedMerchant saved) {
        Optional<MerchantState> known = find(saved.appid());
        if (known.isEmpty() && saved.profile() == null) {
            throw new IllegalArgumentException("the state file knows a generated merchant that seed and count do not"
                    + " bring back: " + saved.appid());
        }
        MerchantState merchant =
                known.orElseGet(() -> add(saved.profile(), Instant.ofEpochMilli(saved.authorizedAt())));
        merchant.restore(saved);
        noteAuthorization(merchant);
    }

    public MerchantState at(int place) {
        if (place >= generated.count()) {
            return added.get(place - generated.count());
        }
        MerchantState merchant = touched.get(place);
        if (merchant != null) {
            return merchant;
        }
        touched.compareAndSet(place, null, new MerchantState(() -> generated.profile(place), authorizedAt(place)));
        return touched.get(place);
    }

    private int place(long digits) {
        int index = generated.index(digits);
        return index >= 0 ? index : addedPlaces.getOrDefault(digits, -1);
    }

    /** Each merchant absent at or before the place moves it on by one. */
    private int placeOfAuthorized(int offset) {
        int place = offset;
        for (int gone : absent) {
            if (gone > place) {
                break;
            }
            place++;
        }
        return place;
    }

    /** The generated merchants came over the two years before the platform started, in the order of their places. */
    private Instant authorizedAt(int place) {
        return openedAt.minus(Duration.ofDays(730))
                .plusSeconds((long) place * Duration.ofDays(700).toSeconds() / Math.max(1, generated.count()));
    }
}
