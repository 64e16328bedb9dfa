package dev.catwalk.merchant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The merchants' tags, in their rows. */
@Singleton
public class MerchantTags {
    private final Jdbi jdbi;
    private final ObjectMapper mapper;

    MerchantTags(Jdbi jdbi, ObjectMapper mapper) {
        this.jdbi = jdbi;
        this.mapper = mapper;
    }

    private static final String OF = """
            select merchant_id, tags::text as tags from app.merchant where merchant_id = any(:ids)
            """;

    /** By merchant id. */
    public Map<Long, Tags> of(Collection<MerchantRef> merchants) {
        return jdbi.withHandle(handle -> handle.createQuery(OF)
                .bindArray("ids", MerchantRef.class, merchants)
                .reduceResultSet(new HashMap<>(), (tags, row, context) -> {
                    tags.put(row.getLong("merchant_id"), read(row.getString("tags")));
                    return tags;
                }));
    }

    /**
     * What to change about one merchant's tags; those that are not named stay.
     *
     * @param component empty: under each component that it authorized
     * @param set added, or with a new value
     * @param removed keys; it is no mistake when one is not there
     */
    public record Change(Optional<ComponentAppId> component, MerchantAppId merchant, Tags set, Set<String> removed) {}

    /** What became of a change. */
    public sealed interface Result {
        /** @param tags all that the merchant has now */
        record Tagged(Tags tags) implements Result {}

        /** Nothing was changed about this merchant. */
        record Refused(String why) implements Result {}
    }

    private record Row(long merchantId, int place) {}

    /**
     * Makes changes of up to some hundred merchants, in this order and in one transaction. Each merchant whose tags change has an
     * event of that in its timeline.
     *
     * @param by who changes them, as people are to read it
     * @return for each, in the same order, what became of it
     */
    @Transactional
    public List<Result> apply(List<Change> changes, String by) {
        return jdbi.withHandle(handle -> {
            Map<Long, Tags> before = new HashMap<>();
            Map<Integer, List<Long>> merchants = lock(handle, changes, before);
            Map<Long, Tags> after = new TreeMap<>();
            List<Result> results = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                results.add(apply(changes.get(i), merchants.getOrDefault(i, List.of()), before, after));
            }
            after.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
            update(handle, before, after, by);
            return results;
        });
    }

    private static Result apply(Change change, List<Long> merchants, Map<Long, Tags> before, Map<Long, Tags> after) {
        if (merchants.isEmpty()) {
            return new Result.Refused("merchant " + change.merchant() + " is not known"
                    + change.component().map(component -> " to " + component).orElse(""));
        }
        Map<Long, Tags> changed = new HashMap<>();
        try {
            merchants.forEach(
                    id -> changed.put(id, after.getOrDefault(id, before.get(id)).with(change.set(), change.removed())));
        } catch (IllegalArgumentException e) {
            return new Result.Refused(e.getMessage());
        }
        after.putAll(changed);
        return new Result.Tagged(changed.get(merchants.getFirst()));
    }

    // Locked in the order in which the roster writes them, so that neither waits for the other.
    private static final String LOCK = """
            select (place - 1)::integer as place, merchant_id, tags::text as tags
            from unnest(:components, :appids) with ordinality as given (component, appid, place)
            join app.merchant on merchant_appid = appid and component in ('', component_appid)
            order by component_appid, merchant_appid, place
            for update of merchant
            """;

    /**
     * @param before filled with the tags of each merchant
     * @return ids of the merchants that each change means, by its place
     */
    private Map<Integer, List<Long>> lock(Handle handle, List<Change> changes, Map<Long, Tags> before) {
        return handle
                .createQuery(LOCK)
                .bindArray(
                        "components",
                        String.class,
                        changes.stream()
                                .map(change -> change.component()
                                        .map(ComponentAppId::value)
                                        .orElse(""))
                                .toList())
                .bindArray(
                        "appids",
                        String.class,
                        changes.stream()
                                .map(change -> change.merchant().value())
                                .toList())
                .map((row, context) -> {
                    long id = row.getLong("merchant_id");
                    before.put(id, read(row.getString("tags")));
                    return new Row(id, row.getInt("place"));
                })
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::place, Collectors.mapping(Row::merchantId, Collectors.toList())));
    }

    private static final String UPDATE = """
            with given as (select * from unnest(:ids, :tags, :details) as given (merchant_id, tags, detail)),
            tagged as (
              update app.merchant set tags = given.tags::jsonb from given where merchant.merchant_id = given.merchant_id)
            insert into app.merchant_event (merchant_id, at, kind, detail)
            select merchant_id, app.now(), 'tags_changed', detail::jsonb from given
            """;

    private void update(Handle handle, Map<Long, Tags> before, Map<Long, Tags> after, String by) {
        List<String> details = new ArrayList<>();
        after.forEach((id, tags) -> details.add(json(difference(before.get(id), tags, by))));
        handle.createUpdate(UPDATE)
                .bindArray("ids", Long.class, after.keySet())
                .bindArray(
                        "tags",
                        String.class,
                        after.values().stream().map(tags -> json(tags.values())).toList())
                .bindArray("details", String.class, details)
                .execute();
    }

    private static Map<String, Object> difference(Tags before, Tags after, String by) {
        Map<String, String> set = new TreeMap<>(after.values());
        set.entrySet().removeAll(before.values().entrySet());
        Set<String> removed = new TreeSet<>(before.values().keySet());
        removed.removeAll(after.values().keySet());
        return Map.of("by", by, "set", set, "removed", removed);
    }

    private Tags read(String json) {
        try {
            return new Tags(mapper.readValue(json, new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL's jsonb is not JSON", e);
        }
    }

    private String json(Map<String, ?> values) {
        try {
            return mapper.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tags could not be written as JSON", e);
        }
    }
}
