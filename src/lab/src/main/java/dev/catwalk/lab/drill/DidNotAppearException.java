package dev.catwalk.lab.drill;

/** Something did not come within its limit: the drill has failed. The message is for the person who watches it. */
final class DidNotAppearException extends RuntimeException {
    DidNotAppearException(String message) {
        super(message);
    }
}
