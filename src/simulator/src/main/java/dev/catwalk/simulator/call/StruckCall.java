package dev.catwalk.simulator.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.catwalk.simulator.fault.AnswerShape;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.fault.Hold;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One call and the effects that struck it, applied in their order. */
record StruckCall(List<FaultEffect> effects) {
    private static final String HTML =
            "<html>\n<head><title>%s</title></head>\n<body><center><h1>%s</h1></center></body>\n</html>\n";

    /** What is answered instead of doing anything. */
    Optional<Answer> instead() {
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.HttpStatus(int status)) {
                String title = status + " Simulated";
                return Optional.of(new Answer(status, "text/html", HTML.formatted(title, title)));
            }
            if (effect instanceof FaultEffect.Refuse(int errcode, String errmsg)) {
                throw new RefusalException(errcode, errmsg);
            }
        }
        return Optional.empty();
    }

    Answer mangle(Answer answer) {
        Answer mangled = answer;
        for (FaultEffect effect : effects) {
            mangled = switch (effect) {
                case FaultEffect.EmptyBody() -> mangled.withBody("").withContentType("text/html");
                case FaultEffect.TruncatedBody() -> mangled.withBody(half(mangled.body()));
                case FaultEffect.HtmlBody() ->
                    mangled.withBody(HTML.formatted("Welcome", "Welcome")).withContentType("text/html");
                case FaultEffect.ContentType(String contentType) -> mangled.withContentType(contentType);
                case FaultEffect.Shape(AnswerShape shape) -> mangled.withBody(reshaped(mangled.body(), shape));
                case FaultEffect.Refuse _,
                        FaultEffect.HttpStatus _,
                        FaultEffect.Delay _,
                        FaultEffect.Held _,
                        FaultEffect.Reset _,
                        FaultEffect.RawBytes _ -> mangled;
            };
        }
        return mangled;
    }

    /** The answer's body as it goes over the wire. */
    byte[] bytes(Answer answer) {
        if (effects.isEmpty()) {
            return answer.body().getBytes(StandardCharsets.UTF_8);
        }
        // A character for each byte, so that bytes can be replaced like text.
        String bytes = new String(answer.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.RawBytes(String text, byte[] raw)) {
                bytes = bytes.replace(
                        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                        new String(raw, StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    Duration delay() {
        Duration delay = Duration.ZERO;
        for (FaultEffect effect : effects) {
            if (effect instanceof FaultEffect.Delay(Duration more)) {
                delay = delay.plus(more);
            }
        }
        return delay;
    }

    List<Hold> holds() {
        return effects.isEmpty()
                ? List.of()
                : effects.stream()
                        .filter(FaultEffect.Held.class::isInstance)
                        .map(effect -> ((FaultEffect.Held) effect).hold())
                        .toList();
    }

    boolean reset() {
        return effects.contains(new FaultEffect.Reset());
    }

    private static String half(String body) {
        return body.substring(0, body.length() / 2);
    }

    /** An error keeps its shape, and so does what another effect made into something that is no JSON. */
    private static String reshaped(String body, AnswerShape shape) {
        if (!(Json.parseOrNull(body.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode json)
                || json.path("errcode").asInt() != 0) {
            return body;
        }
        shape.applyTo(json);
        return Json.write(json);
    }
}
