package dev.catwalk.simulator.call;

import dev.catwalk.simulator.fault.ErrorTexts;

/** A refusal of the platform: an error code and its text. Expected control flow, so it carries no stack trace. */
public final class RefusalException extends RuntimeException {
    private final int errcode;

    public RefusalException(int errcode) {
        this(errcode, ErrorTexts.of(errcode));
    }

    public RefusalException(int errcode, String errmsg) {
        super(errmsg, null, false, false);
        this.errcode = errcode;
    }

    int errcode() {
        return errcode;
    }
}
