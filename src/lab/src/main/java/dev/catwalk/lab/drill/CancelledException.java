package dev.catwalk.lab.drill;

/** Somebody wants the drill to end before it is through. */
final class CancelledException extends RuntimeException {
    CancelledException() {
        super("ended by a signal");
    }
}
