/**
 * What people must be told, from the row to their screen.
 *
 * <p>{@link dev.catwalk.alert.AlertOutbox} writes an alert in the transaction of the change it tells of, with a delivery for
 * each channel that is configured then. Raising never fails for a channel's sake. {@link dev.catwalk.alert.AlertDelivery}
 * claims what is due, sends it, and records how it went: three steps, and no transaction is open during the second.
 *
 * <pre>
 *            claimed by a sender, until its lease ends
 *                     |            |
 *   raised --> pending --accepted--+--> delivered
 *                 ^  |             |
 *       redriven  |  +--refused----+--> pending, due later    (ten times, over three days)
 *                 |                |
 *               dead <-----last refusal, or 410 Gone
 * </pre>
 *
 * <p>When something dies:
 *
 * <ul>
 *   <li>a process between claim and record: its claim runs out, and another sender sends the alert again, under the same id;
 *   <li>the database: nothing can be claimed or recorded; what was sent and not recorded is sent again;
 *   <li>a receiver: its alerts wait, everybody else's go on, since each channel has threads and a schedule of its own;
 *   <li>the connection that hears commits: alerts leave a little later, since every sender looks by itself as well.
 * </ul>
 *
 * <p>The webhook gets each alert by itself, from any node. Channels that people read ({@code robot}, {@code email}) are sent
 * to by one node at a time, and {@link dev.catwalk.alert.Gathering} makes few messages of many alerts.
 */
package dev.catwalk.alert;
