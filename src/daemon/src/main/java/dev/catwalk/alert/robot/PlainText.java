package dev.catwalk.alert.robot;

import java.util.regex.Pattern;

/**
 * Makes texts harmless where markup is read. Merchants choose their names, and reasons may quote them: without this a name could
 * be a link, call everybody in the group, or start a line that looks like ours. What would be read as markup becomes its
 * full-width look-alike, since not every robot knows an escape character.
 */
final class PlainText {
    /** An underscore inside a word is none, and there it belongs to names such as component_verify_ticket. */
    private static final Pattern MARKUP = Pattern.compile("[*~`#<>\\[\\]|\\\\@&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])");

    /** Clients make links of what looks like an address, without any markup. */
    private static final Pattern DOT_IN_ADDRESS = Pattern.compile("(?<=[\\p{L}\\p{N}])\\.(?=\\p{L})");

    /** Marks that turn the direction of writing, and so could make a text read as another one. */
    private static final String DIRECTION_MARKS =
            "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private PlainText() {}

    /** For elements that show plain text: one line, nothing invisible that changes how it reads. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .filter(character -> DIRECTION_MARKS.indexOf(character) < 0)
                .map(PlainText::visible)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    /** For our own words in markup. */
    static String inMarkup(String text) {
        return MARKUP.matcher(oneLine(text)).replaceAll(found -> fullWidth(found.group()));
    }

    /** For the words of others in markup. */
    static String fromOutside(String text) {
        return DOT_IN_ADDRESS.matcher(inMarkup(text).replace("://", "：／／")).replaceAll("．");
    }

    private static int visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            // Half of a pair: no encoder could write it.
            case Character.SURROGATE -> '\ufffd';
            default -> character;
        };
    }

    private static String fullWidth(String ascii) {
        return Character.toString(ascii.charAt(0) + 0xfee0);
    }
}
