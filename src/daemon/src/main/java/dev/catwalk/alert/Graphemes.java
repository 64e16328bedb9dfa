package dev.catwalk.alert;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text by what a reader takes for one character, so that cutting it never leaves half a surrogate pair, a letter without
 * its accent or one member of an emoji family.
 */
final class Graphemes {
    private static final String CUT = "…";

    private final String text;
    private final List<Integer> ends = new ArrayList<>();

    Graphemes(String text) {
        this.text = text;
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text);
        while (characters.next() != BreakIterator.DONE) {
            ends.add(characters.current());
        }
    }

    int count() {
        return ends.size();
    }

    /** The first of them with "…" behind, or the whole text if it has no more. */
    String atMost(int kept) {
        if (kept >= count()) {
            return text;
        }
        return text.substring(0, kept == 0 ? 0 : ends.get(kept - 1)) + CUT;
    }
}
