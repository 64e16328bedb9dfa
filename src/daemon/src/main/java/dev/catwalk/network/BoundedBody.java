package dev.catwalk.network;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;

/** Reads the body of an answer, and breaks off one that does not end. */
public final class BoundedBody {
    private BoundedBody() {}

    /** The body did not end where it had to. */
    static final class TooLargeException extends IOException {
        private TooLargeException(int mostBytes) {
            super("the answer is larger than " + mostBytes + " bytes");
        }
    }

    /** @return fails with an {@link IOException} when the body is larger; the connection is closed then */
    public static Future<byte[]> read(HttpClientResponse response, int mostBytes) {
        Promise<byte[]> promise = Promise.promise();
        Buffer bytes = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(chunk -> {
            bytes.appendBuffer(chunk);
            if (bytes.length() > mostBytes) {
                promise.tryFail(new TooLargeException(mostBytes));
                response.request().reset();
            }
        });
        response.endHandler(end -> promise.tryComplete(bytes.getBytes()));
        return promise.future();
    }
}
