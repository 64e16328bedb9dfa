/**
 * A simulated year: a real daemon, a real PostgreSQL and the simulated platform live through months in an hour, in weather that
 * one seed decides, and an account that is not the daemon's judges every hour of it.
 *
 * <p>{@link dev.catwalk.lab.year.TurnedTime} is the authority on what time it is; see the decision record 0021 for what follows
 * it. When a judgement fails, the run ends with the command that plays it again.
 */
package dev.catwalk.lab.year;
