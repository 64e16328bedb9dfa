/**
 * Delivers rows of an outbox to receivers: at least once, each under one id.
 *
 * <p>A room with something to deliver writes a row per receiver in its own transaction, into a table of {@link
 * dev.catwalk.delivery.DeliveryTable}, and notifies by {@link dev.catwalk.delivery.CommitListener#NOTIFY}. A lane of {@link
 * dev.catwalk.delivery.DeliveryLanes} claims what is due, sends it, and records how it went: three steps, and no transaction
 * is open during the second.
 *
 * <pre>
 *            claimed by a sender, until its lease ends
 *                     |            |
 *   written -> pending --accepted--+--> delivered
 *                 ^  |             |
 *       redriven  |  +--refused----+--> pending, due later    (ten times, over three days)
 *                 |                |
 *               dead <-----last refusal, or 410 Gone
 * </pre>
 *
 * <p>When something dies:
 *
 * <ul>
 *   <li>a process between claim and record: its claim runs out, and another sender sends the same again, under the same id;
 *   <li>the database: nothing can be claimed or recorded; what was sent and not recorded is sent again;
 *   <li>the database's time, when its clock is set back: what is dated later than it can be is made due within a minute;
 *   <li>a receiver: its deliveries wait; the others' do not, since each receiver has threads and a schedule of its own;
 *   <li>the connection that hears commits: deliveries leave a little later, since every lane looks by itself as well.
 * </ul>
 */
package dev.catwalk.delivery;
