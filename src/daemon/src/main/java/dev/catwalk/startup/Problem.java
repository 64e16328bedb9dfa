package dev.catwalk.startup;

/**
 * Something that keeps a process from starting.
 *
 * @param property the one to correct
 * @param what is wrong with it; never the value of a secret
 */
public record Problem(String property, String what) {
    @Override
    public String toString() {
        return property + ": " + what;
    }
}
