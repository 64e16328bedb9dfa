package dev.catwalk.component;

/** The code of an authorized push: good for one query_auth within ten minutes. Prints as {@code ***}. */
public record AuthorizationCode(String value) {
    public AuthorizationCode {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a value of type AuthorizationCode is empty");
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
