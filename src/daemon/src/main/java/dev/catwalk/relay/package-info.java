/**
 * Hands pushes on to other systems that need them: a component has one address for each kind of push, and it is ours.
 *
 * <p>{@link dev.catwalk.relay.Relays} writes a delivery for each relay that wants a push, in the transaction that stores the
 * push. {@link dev.catwalk.relay.RelayDelivery} sends what is due, at least once and in no promised order, as package {@code
 * delivery} does, but no ticket that has expired or is older than the newest. The content is read from the inbox at the time of
 * sending, and nothing of it is stored besides.
 *
 * <p>What a merchant's customer wrote is not stored at all. {@link dev.catwalk.relay.CustomerMessages} hands it on while the
 * platform waits, and returns the answer.
 *
 * <p>When it fails: a receiver that is away gets its pushes later. Customers' messages it misses are lost: the
 * platform gets its answer at once. A relay that is no longer configured gets nothing, and its pushes are removed as if it had
 * got them.
 */
package dev.catwalk.relay;
