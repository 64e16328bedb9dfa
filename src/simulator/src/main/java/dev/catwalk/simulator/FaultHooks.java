package dev.catwalk.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Faults as the admin API writes them. */
final class FaultHooks {
    private static final Map<String, Function<AdminInput, FaultEffect>> EFFECTS = new TreeMap<>(Map.ofEntries(
            Map.entry("errcode", FaultHooks::refuse),
            Map.entry("status", input -> new FaultEffect.HttpStatus(input.number("status"))),
            Map.entry("delay", input -> new FaultEffect.Delay(input.read("duration", DurationText::parse))),
            Map.entry("hold", _ -> new FaultEffect.Held(new Hold())),
            Map.entry("reset", _ -> new FaultEffect.Reset()),
            Map.entry("empty", _ -> new FaultEffect.EmptyBody()),
            Map.entry("truncated", _ -> new FaultEffect.TruncatedBody()),
            Map.entry("html", _ -> new FaultEffect.HtmlBody()),
            Map.entry("content_type", input -> new FaultEffect.ContentType(input.text("content_type"))),
            Map.entry(
                    "raw_bytes",
                    input -> new FaultEffect.RawBytes(
                            input.text("text"), HexFormat.of().parseHex(input.text("hex")))),
            Map.entry("shape", input -> new FaultEffect.Shape(input.oneOf(AnswerShape.class, "shape")))));

    private final Faults faults;

    FaultHooks(Faults faults) {
        this.faults = faults;
    }

    Object add(AdminInput input) {
        Function<AdminInput, FaultEffect> effect = EFFECTS.get(input.text("effect"));
        if (effect == null) {
            throw AdminException.badField("effect", "one of " + EFFECTS.keySet() + " is needed");
        }
        double share = input.share("share", 1);
        if (share == 0) {
            throw AdminException.badField("share", "a share of 0 never strikes");
        }
        int times = input.number("times", 0);
        if (times < 0) {
            throw AdminException.badField("times", "must not be negative");
        }
        Fault fault = new Fault(
                effect.apply(input),
                input.has("api") ? input.read("api", Api::named) : null,
                input.has("merchant") ? input.read("merchant", Appid::checked) : null,
                times,
                share,
                input.has("until") ? input.read("until", this::until) : null);
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

    private static FaultEffect refuse(AdminInput input) {
        int errcode = input.number("errcode");
        return new FaultEffect.Refuse(errcode, input.text("errmsg", ErrorTexts.of(errcode)));
    }

    private Instant until(String text) {
        return text.equals("midnight") ? faults.midnight() : Instant.parse(text);
    }
}
