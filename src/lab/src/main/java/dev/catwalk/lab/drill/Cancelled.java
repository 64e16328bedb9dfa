package dev.catwalk.lab.drill;

/** Somebody wants the drill to end before it is through. */
final class Cancelled extends RuntimeException {
    Cancelled() {
        super("ended by a signal");
    }
}
