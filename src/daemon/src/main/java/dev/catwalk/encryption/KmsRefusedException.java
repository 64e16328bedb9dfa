package dev.catwalk.encryption;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The KMS, or what speaks to it, did not do what the configuration asks of it. One line that names the property. */
final class KmsRefusedException extends IllegalArgumentException {
    private static final int LONGEST = 300;

    KmsRefusedException(String what) {
        super(KeysetSource.KMS_URI + ": " + what);
    }

    /** With the words of the KMS, which say what permission is missing. */
    KmsRefusedException(String what, Throwable why) {
        this(what + ": " + words(why));
    }

    private static String words(Throwable why) {
        String words = Stream.iterate(why, cause -> cause != null, Throwable::getCause)
                .limit(3)
                .map(Throwable::toString)
                .collect(Collectors.joining(" / "))
                .replaceAll("\\s*\\R\\s*", " ");
        return words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
    }
}
