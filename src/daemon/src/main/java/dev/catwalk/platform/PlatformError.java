package dev.catwalk.platform;

/**
 * Why a call failed.
 *
 * @param errcode the platform's code; null when there was no answer to read one from
 * @param rid the platform's request id, for its support and {@code openapi/rid/get}; null when it gave none
 * @param reason our words for it; never anything the platform sent but a whitelisted detail such as the address it saw,
 *     since error messages may quote what they complain about
 */
public record PlatformError(Integer errcode, ErrorKind kind, String rid, String reason) {
    public static PlatformError withoutAnswer(ErrorKind kind, String reason) {
        return new PlatformError(null, kind, null, reason);
    }

    /** What in the component's set-up an error is about. */
    public enum Subject {
        OUR_ADDRESS,
        APPID,
        SECRET,
        TICKET,
        PUBLICATION,
        QUOTA_OF_DAY,
        /** Too much at this moment: it passes by itself. */
        LOAD,
        /** Nothing of the above, or no code says it. */
        OTHER
    }

    public Subject subject() {
        return errcode == null ? Subject.OTHER : ErrorCode.of(errcode).subject();
    }
}
