package dev.catwalk.launch;

/** What a command was asked for does not exist; the message says so to the person who asked. */
public class WrongRequestException extends RuntimeException {
    public WrongRequestException(String message) {
        super(message, null, false, false);
    }
}
