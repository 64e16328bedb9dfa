/**
 * A page of merchants, read and recorded. The authority on what a visit found out: {@link dev.catwalk.visit.VisitOutcome} lists
 * all it can be.
 *
 * <pre>
 *   page of a slice --> tokens --> read --> read again what was refused --> record (one transaction)
 *                                   |                                         |
 *                             no transaction is open                 outcome, snapshot, changes, alerts
 *                             while the platform is called           and how far the slice is
 * </pre>
 *
 * <p>When something dies:
 *
 * <ul>
 *   <li>the process: what was not recorded is read again by the node that takes the slice over;
 *   <li>another visit of the same merchant was faster: the version of the row shows it, and the page is recorded under locks;
 *   <li>a page cannot be read: {@link dev.catwalk.visit.FaultIsolation} halves it until the merchant at fault is alone;
 *   <li>a page cannot be recorded: {@link dev.catwalk.visit.PageRecorder} records each of its merchants alone;
 *   <li>the component or the platform: the rest of its merchants is deferred, except those that are known to be lost, and one alert says so.
 * </ul>
 *
 * <p>A page knows of its walk only what is here, since {@code walk} calls this room: {@link dev.catwalk.visit.WalkScope} and
 * {@link dev.catwalk.visit.WalkStops} go with each slice, and {@link dev.catwalk.visit.WalkConfig} says when a merchant that was
 * refused is read again.
 */
package dev.catwalk.visit;
