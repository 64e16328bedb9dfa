package dev.catwalk.platform;

/** How far an error reaches, and so whether a walk continues after it. */
public enum Reach {
    /** This call only: the same call may succeed next time, and others do meanwhile. */
    CALL,
    /** Every call for this merchant. */
    MERCHANT,
    /** Every call of this component: to continue would only repeat the error. */
    COMPONENT
}
