/**
 * Alerts for people, from the row to their screen.
 *
 * <p>{@link dev.catwalk.alert.AlertOutbox} writes an alert in the transaction of the change that it reports, with a delivery for
 * each channel that is configured then. Raising an alert never fails because of a channel. {@link dev.catwalk.alert.AlertDelivery}
 * sends what is due, as package {@code delivery} does.
 *
 * <p>The webhook gets each alert by itself, from any node. Channels that people read ({@code robot}, {@code email}) are sent
 * to by one node at a time, and {@link dev.catwalk.alert.DigestPolicy} makes few messages of many alerts.
 */
package dev.catwalk.alert;
