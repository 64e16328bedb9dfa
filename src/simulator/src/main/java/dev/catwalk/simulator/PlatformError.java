package dev.catwalk.simulator;

/** A refusal of the platform: an error code and its text. Expected control flow, so it carries no stack trace. */
final class PlatformError extends RuntimeException {
    private final int errcode;

    PlatformError(int errcode) {
        this(errcode, ErrorTexts.of(errcode));
    }

    PlatformError(int errcode, String errmsg) {
        super(errmsg, null, false, false);
        this.errcode = errcode;
    }

    int errcode() {
        return errcode;
    }
}
