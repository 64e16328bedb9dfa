package dev.catwalk.launch;

/** What the process reports to its parent. */
public final class ExitCode {
    public static final int DONE = 0;
    /** Done, but some merchants ended failed. */
    public static final int SOME_FAILED = 1;
    /** Wrong configuration or usage: nothing was started. */
    public static final int WRONG = 2;
    /** The platform refuses every call of a component. */
    public static final int STOPPED_BY_PLATFORM = 3;

    private ExitCode() {}
}
