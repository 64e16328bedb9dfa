package dev.catwalk.lab.drill;

/** The drill was asked to end before it was complete. */
final class CancelledException extends RuntimeException {
    CancelledException() {
        super("ended by a signal");
    }
}
