package dev.catwalk.platform;

/** A call failed. An exception, so that fault tolerance can see it; the walk turns it into an outcome. */
public class PlatformException extends RuntimeException {
    private final transient PlatformError error;

    public PlatformException(PlatformError error) {
        super(error.reason() + " (errcode " + error.errcode() + ", rid " + error.rid() + ")", null, false, false);
        this.error = error;
    }

    public PlatformError error() {
        return error;
    }

    public ErrorKind kind() {
        return error.kind();
    }
}
