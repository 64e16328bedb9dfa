package dev.catwalk.lab.drill;

import java.io.IOException;

/** One failure, from its beginning to its end. */
interface Drill {
    default Setting setting() {
        return Setting.PLAIN;
    }

    /** Changes what the stage has, before its daemons are started for the first time. */
    default void prepare(Stage stage) throws IOException {}

    /**
     * Breaks something, shows what comes of it, repairs it, and shows that it is over. The stage is open and everything is well.
     *
     * @return what was shown, in a sentence
     * @throws DidNotAppearException when something did not come in time
     */
    String play(Stage stage);
}
