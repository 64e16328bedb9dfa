package dev.catwalk.push;

import dev.catwalk.push.PushEndpoint.Answer;
import dev.catwalk.push.PushEndpoint.Wait;
import dev.catwalk.push.PushEndpoint.Wanted;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One connection to the push port, on the port's event loop: it has ten seconds for a head, ten more for each body, and a
 * minute and a quarter between two requests once it has brought a push (see {@link PushPort.Limits}).
 */
final class Visitor {
    /** A push is a few hundred bytes. */
    private static final int LONGEST_BODY = 64 * 1024;
    /** What is not wanted is read all the same, up to here: an answer that overtakes its request may get lost with it. */
    private static final int LONGEST_UNWANTED = 1024 * 1024;

    private final HttpConnection connection;
    private final PushPort port;
    private final PushEndpoint endpoint;
    private final PushPort.Limits limits;
    /** By the clock of {@link System#nanoTime}. */
    private long lateAt;

    /** Its end may come while an answer is being made. */
    private boolean gone;

    private boolean proven;
    private HttpServerRequest request;
    private Wanted wanted;
    private Wait page;
    private ByteArrayOutputStream body;
    private int held;
    private int unwanted;

    Visitor(HttpConnection connection, PushPort port, PushEndpoint endpoint, PushPort.Limits limits) {
        this.connection = connection;
        this.port = port;
        this.endpoint = endpoint;
        this.limits = limits;
        allow(limits.head());
        // Connections break off all the time, and strangers decide how often.
        connection.exceptionHandler(_ -> {});
        connection.closeHandler(_ -> closed());
    }

    /** Whether it has brought a push. */
    boolean isProven() {
        return proven;
    }

    boolean isLate(long now) {
        return now - lateAt > 0;
    }

    private void allow(Duration time) {
        lateAt = System.nanoTime() + time.toNanos();
    }

    void handle(HttpServerRequest begun) {
        request = begun;
        unwanted = 0;
        allow(limits.body());
        request.exceptionHandler(_ -> {});
        request.handler(this::take);
        request.endHandler(_ -> ended());
        switch (endpoint.judge(request)) {
            case Answer answer -> answer(answer);
            case Wait wait -> page = wait;
            case Wanted push -> {
                wanted = push;
                body = new ByteArrayOutputStream();
                if (announced() > LONGEST_BODY) {
                    refuse(Refusal.SIZE);
                } else if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                    request.response().writeContinue();
                }
            }
        }
    }

    /** The length in the head; 0 when it has none or nonsense, which the server itself refuses. */
    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void take(Buffer chunk) {
        if (wanted == null) {
            unwanted += chunk.length();
            if (unwanted > LONGEST_UNWANTED) {
                leave();
            }
        } else if (held + chunk.length() > LONGEST_BODY) {
            refuse(Refusal.SIZE);
        } else if (port.hold(this, chunk.length())) {
            held += chunk.length();
            body.writeBytes(chunk.getBytes());
        } else {
            refuse(Refusal.OVERLOAD);
        }
    }

    private void ended() {
        if (page != null) {
            Wait wait = page;
            page = null;
            serve("authorize", wait::answer, _ -> {});
        } else if (wanted != null) {
            Wanted push = wanted;
            byte[] bytes = body.toByteArray();
            wanted = null;
            body = null;
            serve("push-intake", () -> endpoint.receive(push, bytes), answer -> {
                release();
                proven |= answer.isSuccess();
            });
        } else {
            rest();
        }
    }

    /** Makes an answer that waits, in a thread of its own. */
    private void serve(String thread, Supplier<Answer> work, Consumer<Answer> end) {
        port.serve(this);
        Context loop = Vertx.currentContext();
        Thread.ofVirtual().name(thread).start(() -> {
            Answer answer = work.get();
            loop.runOnContext(_ -> {
                end.accept(answer);
                answer(answer);
                rest();
            });
        });
    }

    /** The request came to its end and is answered, or will be when its answer was early. */
    private void rest() {
        if (gone) {
            return;
        }
        allow(proven ? limits.betweenPushes() : limits.head());
        port.await(this);
    }

    /** What of the request is still to come is passed over. */
    private void refuse(Refusal reason) {
        Answer answer = endpoint.refuse(wanted, reason);
        forget();
        answer(answer);
    }

    private void answer(Answer answer) {
        if (!request.response().closed()) {
            request.response().setStatusCode(answer.status()).headers().setAll(answer.headers());
            request.response().end(Buffer.buffer(answer.body()));
        }
    }

    /** Others need the room this one takes without getting on. */
    void giveWay() {
        if (held > 0) {
            refuse(Refusal.OVERLOAD);
            leave();
        }
    }

    void leave() {
        if (wanted != null) {
            refuse(Refusal.INCOMPLETE);
        }
        left();
        connection.close();
    }

    private void closed() {
        if (wanted != null) {
            endpoint.refuse(wanted, Refusal.INCOMPLETE);
            forget();
        }
        left();
    }

    private void left() {
        gone = true;
        port.left(connection, this);
    }

    private void forget() {
        wanted = null;
        body = null;
        release();
    }

    private void release() {
        port.release(held);
        held = 0;
    }
}
