/**
 * What a walk cannot report: that verify tickets stop coming while everything still works
 * ({@link dev.catwalk.watch.TicketWatch}), and that a category has been rejected for a long time
 * ({@link dev.catwalk.watch.Reminders}).
 *
 * <p>When a watch itself was away, it counts from its return: time in which no node listened proves nothing about the platform.
 */
package dev.catwalk.watch;
