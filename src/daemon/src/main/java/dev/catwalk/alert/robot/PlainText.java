package dev.catwalk.alert.robot;

import dev.catwalk.platform.CleanText;
import java.util.regex.Pattern;

/**
 * Makes texts harmless where markup is read. Merchants choose their names, and reasons may quote them: without this a name could
 * be a link, notify the whole group, or start a line that looks like ours. What would be read as markup becomes its
 * full-width look-alike, since not every robot knows an escape character.
 */
final class PlainText {
    /** An underscore inside a word is none, and there it belongs to names such as component_verify_ticket. */
    private static final Pattern MARKUP = Pattern.compile("[*~`#<>\\[\\]|\\\\@&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])");

    /** Clients make links of what looks like an address, without any markup. */
    private static final Pattern DOT_IN_ADDRESS = Pattern.compile("(?<=[\\p{L}\\p{N}])\\.(?=\\p{L})");

    private PlainText() {}

    /** For our own words in markup. */
    static String inMarkup(String text) {
        return MARKUP.matcher(CleanText.oneLine(text)).replaceAll(found -> fullWidth(found.group()));
    }

    /** For the words of others in markup. */
    static String fromOutside(String text) {
        return DOT_IN_ADDRESS.matcher(inMarkup(text).replace("://", "：／／")).replaceAll("．");
    }

    private static String fullWidth(String ascii) {
        return Character.toString(ascii.charAt(0) + 0xfee0);
    }
}
