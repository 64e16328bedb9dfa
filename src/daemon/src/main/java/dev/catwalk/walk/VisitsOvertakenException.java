package dev.catwalk.walk;

/** Somebody else recorded visits of the same merchants since we looked at what was known of them. */
class VisitsOvertakenException extends RuntimeException {
    VisitsOvertakenException(int visits) {
        super(visits + " visits were recorded by somebody else meanwhile", null, false, false);
    }
}
