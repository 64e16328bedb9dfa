package dev.catwalk.startup;

import java.util.List;

/** One thing that must hold before anything is started. */
@FunctionalInterface
public interface Check {
    List<Problem> problems(Settings settings);
}
