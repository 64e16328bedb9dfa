package dev.catwalk.problem;

import dev.catwalk.database.StorableTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a person, or a program for one, does about a problem. Every act may also name an owner and leave a note.
 *
 * @param owner null: the owner stays; blank: the problem has no owner any more
 * @param note null: the last note stays; blank: the problem has no note any more
 * @param until when reminders begin again; null: not before the category changes
 */
public record Act(Verb verb, String owner, String note, Instant until) {
    private static final int LONGEST_OWNER = 100;
    private static final int LONGEST_NOTE = 2000;

    /** @throws InvalidActException that says what is wrong */
    public Act {
        owner = owner == null ? null : owner.strip();
        check(verb != Verb.ASSIGN || owner != null, "assign needs an owner; an empty one takes the owner away");
        check(verb != Verb.NOTE || note != null, "note needs a note; an empty one takes the note away");
        check(verb != Verb.WAIT || until != null, "wait needs until: when to ask again");
        check(until == null || verb.mayHaveEnd(), verb.word() + " takes no until");
        check(until == null || StorableTime.isStorable(until), "until has to be between the years 1970 and 9999");
        check(
                owner == null
                        || owner.length() <= LONGEST_OWNER && owner.chars().noneMatch(Character::isISOControl),
                "owner has to be one line of at most " + LONGEST_OWNER + " characters");
        check(
                note == null || note.length() <= LONGEST_NOTE && note.indexOf('\0') < 0,
                "note has to have at most " + LONGEST_NOTE + " characters");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidActException(otherwise);
        }
    }

    /** What is asked for cannot be done; the message says why, for the person who asked. */
    public static final class InvalidActException extends RuntimeException {
        public InvalidActException(String message) {
            super(message);
        }
    }

    public enum Verb {
        ACKNOWLEDGE("acknowledged"),
        ASSIGN(null),
        NOTE(null),
        WAIT("waiting_merchant"),
        IGNORE("ignored"),
        REOPEN("open");

        private final String state;

        Verb(String state) {
            this.state = state;
        }

        /** After the act; null when it stays what it was. */
        String state() {
            return state;
        }

        /** Whether an act of this kind may say when reminders begin again. */
        public boolean mayHaveEnd() {
            return state != null && this != REOPEN;
        }

        /** As the API and the database write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Verb> of(String word) {
            return Arrays.stream(values())
                    .filter(verb -> verb.word().equals(word))
                    .findFirst();
        }

        public static String words() {
            return Arrays.stream(values()).map(Verb::word).collect(Collectors.joining(", "));
        }
    }
}
