/**
 * How this process reaches other hosts: the address as it was configured, the proxy or the direct connection, bodies of bounded
 * size, and the words for a connection that failed. {@link dev.catwalk.network.OwnServer} is the opposite direction: a port of
 * ours.
 *
 * <p>{@link dev.catwalk.network.Rates} limits how often each of those who ask us may do so.
 *
 * <p>{@link dev.catwalk.network.ConcurrentCalls} shares the calls that may be in flight among the callers that wait for a turn.
 */
package dev.catwalk.network;
