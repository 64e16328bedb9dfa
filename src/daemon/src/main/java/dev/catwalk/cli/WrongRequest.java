package dev.catwalk.cli;

/** What a command was asked for does not exist; the message says so to the person who asked. */
class WrongRequest extends RuntimeException {
    WrongRequest(String message) {
        super(message, null, false, false);
    }
}
