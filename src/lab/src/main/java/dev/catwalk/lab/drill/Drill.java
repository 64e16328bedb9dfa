package dev.catwalk.lab.drill;

/** One failure, from its beginning to its end. */
interface Drill {
    default Setting setting() {
        return Setting.PLAIN;
    }

    /**
     * Breaks something, shows what comes of it, mends it, and shows that it is over. The stage is open and everything is well.
     *
     * @return what was shown, in a sentence
     * @throws DidNotAppearException when something did not come in time
     */
    String play(Stage stage);
}
