package dev.catwalk.cli.merchants;

import dev.catwalk.cli.ForegroundCommand;
import dev.catwalk.cli.merchants.ImportFile.Entry;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.launch.StopSignals;
import dev.catwalk.merchant.MerchantTags;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.merchant.Merchants.MerchantStanding;
import dev.catwalk.merchant.Tags;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.visit.AuthorizationCheck;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Some hundred merchants of one component that another system had.
 *
 * <ol>
 *   <li>An account that is no merchant yet becomes one when the platform says that it is authorized, as after a push: a file may be
 *       old, and for one that left long ago an alert would report a revocation.
 *   <li>A refresh token is stored where none is that works, a tag where its key has no value. Nothing is removed or replaced.
 * </ol>
 */
@Singleton
class ImportBatch {
    private final Merchants merchants;
    private final AuthorizationCheck authorization;
    private final OfferedTokens tokens;
    private final MerchantTags tags;

    ImportBatch(Merchants merchants, AuthorizationCheck authorization, OfferedTokens tokens, MerchantTags tags) {
        this.merchants = merchants;
        this.authorization = authorization;
        this.tokens = tokens;
        this.tags = tags;
    }

    /** What an import brings to a merchant. */
    enum Effect {
        NEWCOMER,
        TOKEN,
        TAGS,
        /** With those of the file it would have more than a merchant may. */
        TOO_MANY_TAGS,
        /** Its token is the one that the platform refused. */
        REFUSED,
        REVOKED,
        /** The platform says that it is not authorized. */
        STRANGER,
        /** Another run may bring more. */
        LATER
    }

    /** Nothing is changed, and the platform is not asked. */
    Map<Entry, Set<Effect>> preview(ComponentAppId component, List<Entry> entries) {
        Map<Entry, Set<Effect>> effects = noEffects(entries);
        Known known = known(component, entries, effects);
        known.unknown().forEach(entry -> effects.get(entry).add(Effect.NEWCOMER));
        Wanted wanted = wanted(known.merchants(), effects);
        wanted.tokens().forEach((entry, _) -> effects.get(entry).add(Effect.TOKEN));
        wanted.tags().forEach((entry, _) -> effects.get(entry).add(Effect.TAGS));
        return effects;
    }

    /** @param stopped why the platform is asked no more about a component's accounts; this one is added when it is so */
    Map<Entry, Set<Effect>> apply(
            ComponentAppId component, List<Entry> entries, Map<ComponentAppId, PlatformError> stopped) {
        Map<Entry, Set<Effect>> effects = noEffects(entries);
        Known known = known(component, entries, effects);
        Map<Entry, MerchantRef> all = new HashMap<>(known.merchants());
        all.putAll(welcome(component, known.unknown(), effects, stopped));
        Wanted wanted = wanted(all, effects);
        restore(wanted.tokens(), effects);
        tag(wanted.tags(), effects);
        return effects;
    }

    private static Map<Entry, Set<Effect>> noEffects(List<Entry> entries) {
        Map<Entry, Set<Effect>> effects = new LinkedHashMap<>();
        entries.forEach(entry -> effects.put(entry, EnumSet.noneOf(Effect.class)));
        return effects;
    }

    /** @param merchants the authorized ones */
    private record Known(Map<Entry, MerchantRef> merchants, List<Entry> unknown) {}

    private Known known(ComponentAppId component, List<Entry> entries, Map<Entry, Set<Effect>> effects) {
        Map<MerchantAppId, MerchantStanding> standing =
                merchants
                        .standing(
                                component, entries.stream().map(Entry::merchant).toList())
                        .stream()
                        .collect(Collectors.toMap(s -> s.merchant().appid(), Function.identity()));
        Map<Entry, MerchantRef> known = new HashMap<>();
        List<Entry> unknown = new ArrayList<>();
        for (Entry entry : entries) {
            MerchantStanding merchant = standing.get(entry.merchant());
            if (merchant == null) {
                unknown.add(entry);
            } else if (merchant.authorized()) {
                known.put(entry, merchant.merchant());
            } else {
                effects.get(entry).add(Effect.REVOKED);
            }
        }
        return new Known(known, unknown);
    }

    private Map<Entry, MerchantRef> welcome(
            ComponentAppId component,
            List<Entry> unknown,
            Map<Entry, Set<Effect>> effects,
            Map<ComponentAppId, PlatformError> stopped) {
        var newcomers = authorization.welcome(
                component,
                unknown.stream().map(Entry::merchant).toList(),
                () -> StopSignals.requested() || stopped.containsKey(component));
        newcomers.stopped().ifPresent(why -> stopped.put(component, why));
        Map<Entry, MerchantRef> welcomed = new HashMap<>();
        for (Entry entry : unknown) {
            Optional<MerchantRef> merchant =
                    Optional.ofNullable(newcomers.merchants().get(entry.merchant()));
            merchant.ifPresent(ref -> welcomed.put(entry, ref));
            effects.get(entry)
                    .add(
                            merchant.isPresent()
                                    ? Effect.NEWCOMER
                                    : newcomers.strangers().contains(entry.merchant())
                                            ? Effect.STRANGER
                                            : Effect.LATER);
        }
        return welcomed;
    }

    private record Wanted(Map<Entry, MerchantRef> tokens, Map<Entry, MerchantTags.Change> tags) {}

    private Wanted wanted(Map<Entry, MerchantRef> known, Map<Entry, Set<Effect>> effects) {
        Map<Long, OfferedTokens.Use> uses = tokens.use(offered(known));
        Map<Long, Tags> tagsNow = tags.of(known.values());
        Map<Entry, MerchantRef> missingTokens = new HashMap<>();
        Map<Entry, MerchantTags.Change> missingTags = new LinkedHashMap<>();
        known.forEach((entry, merchant) -> {
            switch (uses.get(merchant.id())) {
                case NEEDED -> missingTokens.put(entry, merchant);
                case REFUSED_BEFORE -> effects.get(entry).add(Effect.REFUSED);
                case NOT_NEEDED -> {}
                case null -> {}
            }
            Map<String, String> present = tagsNow.get(merchant.id()).values();
            Map<String, String> missing = new TreeMap<>(entry.tags().values());
            missing.keySet().removeAll(present.keySet());
            if (present.size() + missing.size() > Tags.MOST) {
                effects.get(entry).add(Effect.TOO_MANY_TAGS);
            } else if (!missing.isEmpty()) {
                missingTags.put(
                        entry,
                        new MerchantTags.Change(
                                Optional.of(entry.component()), entry.merchant(), new Tags(missing), Set.of()));
            }
        });
        return new Wanted(missingTokens, missingTags);
    }

    private static Map<MerchantRef, RefreshToken> offered(Map<Entry, MerchantRef> merchants) {
        Map<MerchantRef, RefreshToken> offered = new HashMap<>();
        merchants.forEach((entry, merchant) -> entry.refreshToken().ifPresent(token -> offered.put(merchant, token)));
        return offered;
    }

    private void restore(Map<Entry, MerchantRef> wanted, Map<Entry, Set<Effect>> effects) {
        Set<Long> restored = tokens.restore(offered(wanted));
        wanted.forEach((entry, merchant) ->
                effects.get(entry).add(restored.contains(merchant.id()) ? Effect.TOKEN : Effect.LATER));
    }

    private void tag(Map<Entry, MerchantTags.Change> wanted, Map<Entry, Set<Effect>> effects) {
        List<MerchantTags.Result> results = tags.apply(List.copyOf(wanted.values()), ForegroundCommand.user());
        int place = 0;
        for (Entry entry : wanted.keySet()) {
            effects.get(entry)
                    .add(results.get(place++) instanceof MerchantTags.Result.Tagged ? Effect.TAGS : Effect.LATER);
        }
    }
}
