package dev.catwalk.simulator.call;

import dev.catwalk.simulator.World;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.fault.Hold;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** One call from arrival to answer: counted, struck by faults, answered, held or delayed, sent. */
public final class Exchange {
    private final Vertx vertx;
    private final World world;
    private final CallReading reading;
    private final CallHandlers platform;
    private final Faults faults;
    private final Calls calls;
    private final Duration latency;
    private final HttpDate date = new HttpDate();

    public Exchange(
            Vertx vertx,
            World world,
            CallReading reading,
            CallHandlers platform,
            Faults faults,
            Calls calls,
            Duration latency) {
        this.vertx = vertx;
        this.world = world;
        this.reading = reading;
        this.platform = platform;
        this.faults = faults;
        this.calls = calls;
        this.latency = latency;
    }

    public void handle(Api api, HttpServerRequest request, Buffer body) {
        ApiCall call = reading.read(api, request, body);
        if (call.merchant() != null) {
            call.merchant().calls().began(api);
        }
        calls.arrived(api);
        StruckCall struck = new StruckCall(faults.strike(api, call.merchant()));
        Answer answer = struck.mangle(answer(call, struck));
        later(struck, () -> {
            if (call.merchant() != null) {
                call.merchant().calls().ended(api);
            }
            if (struck.reset()) {
                request.connection().close();
            } else {
                send(request, answer, Buffer.buffer(struck.bytes(answer)));
            }
        });
    }

    /** For a path that is none of the platform's. */
    public void refuse(HttpServerRequest request) {
        Answer answer = Answer.json(inWords(new RefusalException(40066)));
        send(request, answer, Buffer.buffer(answer.body()));
    }

    private Answer answer(ApiCall call, StruckCall struck) {
        try {
            Answer answer = struck.instead().orElseGet(() -> Answer.json(platform.answer(call)));
            calls.answered(call.api(), null);
            return answer;
        } catch (RefusalException error) {
            calls.answered(call.api(), error);
            return Answer.json(inWords(error));
        }
    }

    private void later(StruckCall struck, Runnable send) {
        List<Hold> holds = struck.holds();
        if (!holds.isEmpty()) {
            Context context = vertx.getOrCreateContext();
            CompletableFuture.allOf(holds.stream().map(Hold::released).toArray(CompletableFuture[]::new))
                    .thenRun(() -> context.runOnContext(_ -> send.run()));
            holds.forEach(Hold::arrive);
            return;
        }
        long millis = latency.plus(struck.delay()).toMillis();
        if (millis == 0) {
            send.run();
        } else {
            vertx.setTimer(millis, _ -> send.run());
        }
    }

    private void send(HttpServerRequest request, Answer answer, Buffer body) {
        if (request.response().closed()) {
            return;
        }
        request.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Date", date.at(world.now()))
                .end(body);
    }

    /** {@code rid} begins with the second, in hex (protocol page §3.1). */
    private String inWords(RefusalException error) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String rid = "%08x-%08x-%08x".formatted(world.now().getEpochSecond(), random.nextInt(), random.nextInt());
        return Json.write(
                Json.object().put("errcode", error.errcode()).put("errmsg", error.getMessage() + " rid: " + rid));
    }
}
