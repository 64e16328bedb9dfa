package dev.catwalk.simulator.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.fault.Hold;
import dev.catwalk.simulator.merchant.Appid;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** Faults as the admin API writes them. */
final class FaultHooks {
    private static final Map<String, Function<AdminInput, FaultEffect>> EFFECTS = new TreeMap<>(Map.ofEntries(
            Map.entry("errcode", input -> input.as(FaultEffect.Refuse.class)),
            Map.entry("status", input -> input.as(FaultEffect.HttpStatus.class)),
            Map.entry("delay", input -> input.as(FaultEffect.Delay.class)),
            Map.entry("hold", _ -> new FaultEffect.Held(new Hold())),
            Map.entry("reset", input -> input.as(FaultEffect.Reset.class)),
            Map.entry("empty", input -> input.as(FaultEffect.EmptyBody.class)),
            Map.entry("truncated", input -> input.as(FaultEffect.TruncatedBody.class)),
            Map.entry("html", input -> input.as(FaultEffect.HtmlBody.class)),
            Map.entry("content_type", input -> input.as(FaultEffect.ContentType.class)),
            Map.entry("raw_bytes", FaultHooks::rawBytes),
            Map.entry("shape", input -> input.as(FaultEffect.Shape.class))));

    private final Faults faults;

    FaultHooks(Faults faults) {
        this.faults = faults;
    }

    /** What every fault takes; the fields beside these belong to the effect. */
    private record Scope(String effect, Api api, String merchant, Integer times, Double share, String until) {
        static final List<String> FIELDS = List.of("effect", "api", "merchant", "times", "share", "until");

        Scope {
            share = Objects.requireNonNullElse(share, 1.0);
            if (effect == null || !EFFECTS.containsKey(effect)) {
                throw AdminException.badField("effect", "one of " + EFFECTS.keySet() + " is needed");
            }
            if (!(share > 0 && share <= 1)) {
                throw AdminException.badField("share", "a share from 0 to 1 is needed, and 0 never strikes");
            }
        }
    }

    Object add(AdminInput input) {
        Scope scope = new AdminInput(input.body().deepCopy().retain(Scope.FIELDS)).as(Scope.class);
        FaultEffect effect = EFFECTS.get(scope.effect())
                .apply(new AdminInput(input.body().deepCopy().remove(Scope.FIELDS)));
        Fault fault = new Fault(
                effect,
                scope.api(),
                AdminInput.checked("merchant", scope.merchant(), Appid::checked),
                Objects.requireNonNullElse(scope.times(), 0),
                scope.share(),
                AdminInput.checked("until", scope.until(), this::until));
        return Json.object().put("id", faults.add(fault));
    }

    Object list() {
        ArrayNode list = Json.MAPPER.createArrayNode();
        faults.inForce().forEach((id, fault) -> {
            ObjectNode entry = list.addObject().put("id", id);
            entry.put("effect", fault.effect().toString())
                    .put("api", fault.api() == null ? null : fault.api().wireName())
                    .put("merchant", fault.merchant())
                    .put("times", fault.times())
                    .put("share", fault.share())
                    .put("until", fault.until() == null ? null : fault.until().toString());
            if (fault.effect() instanceof FaultEffect.Held(Hold hold)) {
                entry.put("effect", "hold").put("arrived", hold.arrived());
            }
        });
        return list;
    }

    Object clear() {
        faults.clear();
        return list();
    }

    Object clear(String id) {
        if (!id.matches("\\d{1,18}")) {
            throw AdminException.notFound("no such fault: " + id);
        }
        faults.clear(Long.parseLong(id));
        return list();
    }

    private record Replacement(
            @JsonProperty(required = true) String text,
            @JsonProperty(required = true) String hex) {}

    private static FaultEffect rawBytes(AdminInput input) {
        Replacement replacement = input.as(Replacement.class);
        return new FaultEffect.RawBytes(
                replacement.text(), AdminInput.checked("hex", replacement.hex(), HexFormat.of()::parseHex));
    }

    private Instant until(String text) {
        return text.equals("midnight") ? faults.midnight() : Instant.parse(text);
    }
}
