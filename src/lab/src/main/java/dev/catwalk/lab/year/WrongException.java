package dev.catwalk.lab.year;

/** The account found what must not be; the message says what, where and when. */
final class WrongException extends RuntimeException {
    WrongException(String message) {
        super(message);
    }
}
