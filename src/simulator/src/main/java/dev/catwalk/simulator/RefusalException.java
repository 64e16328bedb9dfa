package dev.catwalk.simulator;

/** A refusal of the platform: an error code and its text. Expected control flow, so it carries no stack trace. */
final class RefusalException extends RuntimeException {
    private final int errcode;

    RefusalException(int errcode) {
        this(errcode, ErrorTexts.of(errcode));
    }

    RefusalException(int errcode, String errmsg) {
        super(errmsg, null, false, false);
        this.errcode = errcode;
    }

    int errcode() {
        return errcode;
    }
}
