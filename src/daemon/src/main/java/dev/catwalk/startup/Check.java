package dev.catwalk.startup;

import java.util.List;

/** One thing that must hold before anything is started. */
@FunctionalInterface
public interface Check {
    List<Problem> problems(Settings settings);

    /**
     * Something that keeps a process from starting.
     *
     * @param property the one to correct
     * @param what is wrong with it; never the value of a secret
     */
    record Problem(String property, String what) {
        @Override
        public String toString() {
            return property + ": " + what;
        }
    }
}
