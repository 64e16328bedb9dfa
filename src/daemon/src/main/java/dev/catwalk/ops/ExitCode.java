package dev.catwalk.ops;

/** What the process reports to whoever started it. */
final class ExitCode {
    static final int DONE = 0;
    /** Done, but some merchants ended failed. */
    static final int SOME_FAILED = 1;
    /** Wrong configuration or usage: nothing was started. */
    static final int WRONG = 2;
    /** The platform refuses every call of a component. */
    static final int STOPPED_BY_PLATFORM = 3;

    private ExitCode() {}
}
