/**
 * Which merchants are visited when: a walk, its slices, and their end. The authority on walks.
 *
 * <p>A walk is planned in one transaction: its row, its slices with the merchants of each, and a recoverable Quartz job per
 * slice. Quartz spreads the jobs over the nodes and runs those of a dead node again. A slice goes through its merchants page by
 * page. Its row holds how far it is, and moves in the transaction that records the page: a slice that is run again, or by two
 * nodes at once, goes on after the recorded part and counts no merchant twice. The last slice to end closes the walk.
 *
 * <p>When something fails: a node that dies leaves its slices to the others; a node that is asked to end finishes the page it
 * works on; slices without a job and walks that were not closed are found by {@link dev.catwalk.schedule.Upkeep}.
 */
package dev.catwalk.walk;
