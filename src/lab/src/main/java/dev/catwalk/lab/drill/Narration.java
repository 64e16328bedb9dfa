package dev.catwalk.lab.drill;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What a spectator reads: a line for each step, with the seconds since the start and what kind of step it is. */
final class Narration {
    private static final String CONTINUED = " ".repeat(20) + "| ";

    private final PrintStream out;
    private final long startedAt = System.nanoTime();

    Narration(PrintStream out) {
        this.out = out;
    }

    /** The state while nothing is wrong. */
    void well(String text) {
        line("well", text);
    }

    /** What is broken now, on purpose. */
    void failure(String text) {
        line("FAILURE", text);
    }

    /** What the failure brought about, after it was observed. */
    void seen(String text) {
        line("seen", text);
    }

    /** What a person does, with the real command. */
    void act(String text) {
        line("do", text);
    }

    /** That the cause is gone. */
    void fixed(String text) {
        line("fixed", text);
    }

    /** What went back to normal, after it was observed. */
    void cleared(String text) {
        line("cleared", text);
    }

    /** What the drill does that life does not, or what else it is good to know. */
    void note(String text) {
        line("note", text);
    }

    void shown(String text) {
        line("shown", text);
    }

    void failed(String text) {
        line("FAILED", text);
    }

    /** Words of another program, below the line before. */
    void quote(Collection<String> lines) {
        lines.forEach(text -> out.println(CONTINUED + text));
    }

    void quote(String lines) {
        quote(List.of(lines.split("\\R")));
    }

    private void line(String kind, String text) {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        out.println(String.format(Locale.ROOT, "%6.1f s  %-9s  %s", seconds, kind, text));
    }
}
