package dev.catwalk.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who looks at a page. */
public record Person(String name, Role role) {
    public enum Role {
        VIEWER,
        OPERATOR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Role> of(String word) {
            return Arrays.stream(values())
                    .filter(role -> role.toString().equals(word))
                    .findFirst();
        }
    }

    public boolean mayAct() {
        return role == Role.OPERATOR;
    }
}
