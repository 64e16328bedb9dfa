package dev.catwalk.platform;

import java.util.stream.Collectors;

/**
 * Makes the texts of others harmless wherever people read them: on a terminal, in a log, a mail, a group's message. Merchants
 * choose their names, and reasons may quote them: left as they are, they could clear a screen, begin a line that looks like
 * ours, or read as another text than the one that is there.
 */
public final class CleanText {
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    /** Letters that show nothing: fillers of Hangul, and the empty Braille pattern. */
    private static final String BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800";

    private CleanText() {}

    /**
     * The text in one line: control characters, C1 included, and line ends become spaces; what is invisible or turns the
     * direction of writing is left out, but for what joins emoji.
     */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .filter(character -> isVisible(character) || character == ZERO_WIDTH_JOINER && joinsEmoji(line))
                .map(CleanText::inLine)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    /**
     * JSON as a terminal may show it: what {@link #oneLine} takes out of a text is escaped here, so the content stays the
     * same. Line ends between the values stay.
     */
    public static String inJson(String json) {
        return json.codePoints()
                .mapToObj(character ->
                        character == '\n' || character == '\r' || character == '\t' || isHarmless(character)
                                ? Character.toString(character)
                                : Character.toString(character)
                                        .chars()
                                        .mapToObj("\\u%04x"::formatted)
                                        .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static boolean isHarmless(int character) {
        return isVisible(character) && inLine(character) == character || character == ZERO_WIDTH_JOINER;
    }

    private static boolean isVisible(int character) {
        return Character.getType(character) != Character.FORMAT && BLANK_LETTERS.indexOf(character) < 0;
    }

    private static boolean joinsEmoji(StringBuilder line) {
        if (line.isEmpty()) {
            return false;
        }
        int before = line.codePointBefore(line.length());
        return Character.isExtendedPictographic(before) || Character.isEmojiModifier(before) || before == 0xfe0f;
    }

    private static int inLine(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            // Half of a pair: no encoder could write it.
            case Character.SURROGATE -> '\ufffd';
            default -> character;
        };
    }
}
