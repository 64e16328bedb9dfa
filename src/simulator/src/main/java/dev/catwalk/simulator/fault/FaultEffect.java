package dev.catwalk.simulator.fault;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * What goes wrong with a call. {@link Refuse} and {@link HttpStatus} come instead of the call: the platform does nothing. With every
 * other effect the platform does its part, a token is issued or a code used up, and only the answer suffers.
 */
public sealed interface FaultEffect {
    /** An error body with this code; without a text of its own, with the platform's. */
    record Refuse(int errcode, String errmsg) implements FaultEffect {
        public Refuse {
            errmsg = errmsg == null ? ErrorTexts.of(errcode) : errmsg;
        }
    }

    /** A bare HTTP error, with an HTML page. */
    record HttpStatus(int status) implements FaultEffect {}

    /** The answer comes later; longer than the caller's timeout, it is a call without answer. */
    record Delay(@JsonProperty(required = true) Duration duration) implements FaultEffect {}

    /** The answer waits until the test lets it go. */
    record Held(Hold hold) implements FaultEffect {}

    /** The connection is cut instead of answering. */
    record Reset() implements FaultEffect {}

    record EmptyBody() implements FaultEffect {}

    /** The answer ends in the middle, with a content length that agrees. */
    record TruncatedBody() implements FaultEffect {}

    /** HTTP 200 with an HTML page. */
    record HtmlBody() implements FaultEffect {}

    /** The same answer under another Content-Type. */
    record ContentType(@JsonProperty(required = true) String contentType) implements FaultEffect {}

    /** Replaces each occurrence of the text in the answer by these bytes, which need not be JSON or UTF-8. */
    record RawBytes(String text, byte[] bytes) implements FaultEffect {}

    /** The answer has another shape than documented. */
    record Shape(@JsonProperty(required = true) AnswerShape shape) implements FaultEffect {}
}
