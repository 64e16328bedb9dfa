/**
 * The drills: each plays one failure of the runbook against the simulated platform, on real daemons, and shows that what the
 * runbook promises appears and goes away again.
 *
 * <p>{@link dev.catwalk.lab.drill.DrillCommand} runs one on a {@link dev.catwalk.lab.drill.Stage}, which owns everything around
 * it: PostgreSQL, platform, group chat, and the daemons as processes. Nothing is reported that was not observed: a message that
 * arrived, a row of a view, the value of a metric, the status of an answer.
 *
 * <p>When one fails: a step waits for a limited time, then the drill ends with 1, says what did not appear, and keeps its
 * folder with the daemons' logs. Whatever its end, no process is left behind.
 */
package dev.catwalk.lab.drill;
