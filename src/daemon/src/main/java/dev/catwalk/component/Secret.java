package dev.catwalk.component;

/** A configured secret. Prints as {@code ***}. */
public record Secret(String value) {
    public Secret {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a value of type Secret is empty");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
