/**
 * One pass over merchants: walk, slices, pages, visits, in that order. The only package that orders the features.
 *
 * <p>A walk is planned in one transaction: its row, its slices with the merchants each holds, and a recoverable Quartz job
 * per slice. Quartz spreads the jobs over the nodes and runs those of a dead node again. A slice goes through its merchants
 * in pages: refresh, read, record. How far a slice is stands in the slice's row and moves in the transaction that records
 * the page, so a slice that is run again, or by two nodes at once, goes on where the recorded part ends and counts nobody
 * twice. The last slice to end closes the walk.
 *
 * <p>When things fail: one merchant's trouble is its outcome; a page that cannot be recorded is recorded merchant by
 * merchant; a component's trouble defers the rest of its merchants and is told once; a process that is asked to end
 * finishes what it has started and leaves the rest to another node; upkeep finds slices that nobody works on.
 *
 * <p>Two small jobs beside the walk tell what a walk cannot: {@link dev.catwalk.walk.TicketWatch} that verify tickets stop
 * coming, while everything still works, and {@link dev.catwalk.walk.Reminders} that a rejection still stands. A third, by
 * night, deletes what is older than its history is kept; a fourth re-encrypts what older keys protect.
 */
package dev.catwalk.walk;
