package dev.catwalk.cli;

/** What a command was asked for does not exist; the message says so to the person who asked. */
class WrongRequestException extends RuntimeException {
    WrongRequestException(String message) {
        super(message, null, false, false);
    }
}
