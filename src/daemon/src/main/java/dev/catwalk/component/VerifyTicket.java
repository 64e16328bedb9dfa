package dev.catwalk.component;

/** A component verify ticket: pushed every ten minutes, valid for twelve hours, never to be asked for. Prints as {@code ***}. */
public record VerifyTicket(String value) {
    public VerifyTicket {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a value of type VerifyTicket is empty");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
